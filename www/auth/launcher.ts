// The launcher: one button per domain, each handed over by the wasm module.
import type { DomainData, SignIn, Status } from "@crosspass/auth";
import { guardClicks } from "@crosspass/shared/click-guard";
import { attempt } from "./attempt";
import { data } from "./data";
import { element, isEnabled, reloadWhenRestored, setEnabled } from "./dom";
import { endSession } from "./end-session";
import { signInEverywhere } from "./everywhere";
import { watchLeaving } from "./leaving";
import { load } from "./load";
import { isPaused, pauseAfter } from "./pause";
import type { Refusal } from "./post";
import { reportStatus } from "./report";
import { say, showStatus, text } from "./view";

const domains = data.domains ?? [];
const list = element("domains", HTMLUListElement);
/** Not there where there are not at least two domains of that kind. */
const everywhere = document.querySelector<HTMLButtonElement>("#everywhere");

let signIn: SignIn | null = null;
let armed = false;
/** The button whose domain is being opened. */
let opening: HTMLButtonElement | null = null;

reloadWhenRestored();
element("empty", HTMLElement).hidden = domains.length > 0;
list.replaceChildren(...domains.map(gate));
listen(element("sign-out", HTMLButtonElement), "status.signing_out", signOut);
if (everywhere !== null) listen(everywhere, "status.processing", () => signInEverywhere());
guardClicks(list, (value) => {
  armed = value;
  refresh();
});
void prepare();

async function prepare(): Promise<void> {
  const loaded = await load({ data, onStatus: show });
  if (typeof loaded === "string") {
    showStatus({ state: "failed", code: loaded }, null);
    // There is nothing to press once more here: the page is loaded again.
    document.body.dataset["way"] = "reload";
    return;
  }
  signIn = loaded;
  say("idle", "");
  refresh();
}

/** The button of one domain: it names the user and the origin that will learn who that is. */
function gate(domain: DomainData): Node {
  const made = element("gate", HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  const button = made.querySelector("button");
  if (button === null) throw new Error("The template of a gate has no button.");
  button.dataset["origin"] = domain.origin;
  fill(made, ".place", domain.name);
  fill(made, ".origin", domain.origin);
  button.addEventListener("click", () => {
    if (signIn === null || opening !== null || !isEnabled(button)) return;
    opening = button;
    button.dataset["opening"] = "";
    refresh();
    const module = signIn;
    attempt(() => module.open(domain.origin), show);
  });
  return made;
}

function fill(root: ParentNode, selector: string, text: string): void {
  const found = root.querySelector(selector);
  if (found !== null) found.textContent = text;
}

function show(status: Status): void {
  const origin = opening?.dataset["origin"];
  const domain = domains.find((domain) => domain.origin === origin) ?? null;
  if (status.state === "failed" || status.state === "idle") close(status);
  showStatus(status, domain, (key) => text(key).replaceAll("{domain}", domain?.name ?? ""));
  reportStatus(status, domain);
  watchLeaving(status, show);
}

/** No domain is being opened any more; its button is where the user was. */
function close(status: Status): void {
  const last = opening;
  opening = null;
  if (last !== null) delete last.dataset["opening"];
  pauseAfter(status, refresh);
  refresh();
  last?.focus();
}

function refresh(): void {
  const enabled = signIn !== null && armed && opening === null && !isPaused();
  for (const button of list.querySelectorAll("button")) setEnabled(button, enabled);
  if (everywhere !== null) setEnabled(everywhere, armed && opening === null);
}

/** A button that asks the issuer and leaves; a refusal is told, and it may be pressed again. */
function listen(button: HTMLButtonElement, words: string, leave: () => Promise<Refusal | null>): void {
  const press = async (): Promise<void> => {
    setEnabled(button, false);
    say("processing", text(words));
    const refused = await leave();
    if (refused === null) {
      watchLeaving({ state: "redirecting" }, show);
      return;
    }
    setEnabled(button, true);
    showStatus({ state: "failed", ...refused }, null);
    button.focus();
  };
  button.addEventListener("click", () => {
    if (isEnabled(button)) void press();
  });
}

async function signOut(): Promise<Refusal | null> {
  const ended = await endSession();
  if ("refused" in ended) return ended.refused;
  location.assign(ended.next ?? "/sign-in");
  return null;
}
