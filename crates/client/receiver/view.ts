// What the receiver page shows: work, a refusal with a way on, or the question of two users.
import { armWhenSeen } from "../../../www/auth/arm.js";
import type { Session } from "../front/session.js";

/** Sentences for the codes that end here; everything else is told in general. */
const SENTENCES: Readonly<Record<string, string>> = {
  access_denied: "Your account may not enter this site.",
  domain_suspended: "This site takes no sign-ins at present.",
  network: "The sign-in service could not be reached. Check your connection.",
  nonce_mismatch: "This sign-in was not begun in this browser, or was used already.",
  rate_limited: "Too many attempts. Wait a minute.",
  storage_unavailable: "Your browser keeps nothing for this site. Allow site data, or leave private browsing.",
  temporarily_unavailable: "The sign-in service is overloaded. Try again in a moment.",
  token_expired: "This sign-in took too long. Check that your clock is right.",
  token_used: "This sign-in was used already.",
  wasm_blocked: "This site's security policy keeps its sign-in from running.",
};

/** Says why it ended. */
export function showRefusal(code: string): void {
  document.body.dataset["state"] = "failed";
  document.body.dataset["code"] = code;
  show("You are not signed in", SENTENCES[code] ?? "This sign-in could not be completed.", [
    link("Try again", "/"),
    small(code),
  ]);
}

/** Nothing to do here: closes, and where a browser does not, shows a way on. */
export function showAlone(): void {
  document.body.dataset["state"] = "alone";
  show("Nothing to do here", "You can close this window.", [link("Go to the site", "/")]);
  window.close();
}

/** Asks whether the present user's session is to be replaced. */
export function askToReplace(present: Session | null, { name, email }: { name: string; email: string }): Promise<boolean> {
  document.body.dataset["state"] = "asking";
  return new Promise((resolve) => {
    show(`Switch to ${name}?`, `${present?.name ?? "Somebody"} is signed in on ${location.host}. You signed in as ${email}.`, [
      armed(button("switch", `Switch to ${name}`, () => resolve(true))),
      button("stay", `Stay ${present?.name ?? "as it is"}`, () => resolve(false)),
    ]);
  });
}

function show(title: string, message: string, actions: readonly HTMLElement[]): void {
  document.title = title;
  byId("message").textContent = message;
  byId("actions").replaceChildren(...actions);
  const heading = byId("title");
  heading.textContent = title;
  heading.focus();
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`receiver.html has no #${id}`);
  return element;
}

function link(text: string, address: string): HTMLElement {
  const element = document.createElement("a");
  element.className = "button";
  element.href = address;
  element.textContent = text;
  return element;
}

function button(id: string, text: string, onClick: () => void): HTMLElement {
  const element = document.createElement("button");
  element.id = id;
  element.className = id === "switch" ? "button" : "button quiet";
  element.textContent = text;
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") onClick();
  });
  return element;
}

/** What changes who is signed in answers only after there was time to read it. */
function armed(element: HTMLElement): HTMLElement {
  element.setAttribute("aria-disabled", "true");
  armWhenSeen(element, (ready) => element.setAttribute("aria-disabled", String(!ready)));
  return element;
}

function small(text: string): HTMLElement {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}
