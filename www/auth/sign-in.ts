// The sign-in page: passes the form, or the "Continue as" click, to the wasm module and shows what it reports.
import type { SignIn, Status } from "@crosspass/auth";
import { armWhenSeen } from "./arm";
import { attempt } from "./attempt";
import { readData } from "./data";
import { element, isEnabled, optional, reloadWhenRestored, setEnabled } from "./dom";
import { load } from "./load";
import { reportStatus } from "./report";
import { say, showStatus } from "./view";

const data = readData();
const form = optional("form", HTMLFormElement);
const button = element(form === null ? "continue" : "submit", HTMLButtonElement);

let signIn: SignIn | null = null;
let armed = form !== null;
let busy = false;
/** The form was sent before the module was there. */
let waiting = false;

reloadWhenRestored();
const issuer = optional("issuer", HTMLElement);
if (issuer !== null) issuer.textContent = location.host;
if (form === null) listenToContinue();
else listenToForm(form);
void prepare();

/** Loads the module; whatever was typed or asked for meanwhile stays. */
async function prepare(): Promise<void> {
  const loaded = await load({ data, onStatus: show });
  if (typeof loaded === "string") {
    showStatus({ state: "failed", code: loaded }, data.domain);
    label("Try again");
    setEnabled(button, true);
    return;
  }
  signIn = loaded;
  label("Sign in");
  say("idle", "");
  refresh();
  if (!waiting) return;
  waiting = false;
  // Without a gesture that still counts, the browser would block the popup: then the user presses once more.
  if (navigator.userActivation.isActive) form?.requestSubmit();
  else say("idle", "Ready now. Press “Sign in” once more.");
}

function listenToForm(form: HTMLFormElement): void {
  const password = element("password", HTMLInputElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    if (signIn === null) {
      waiting = true;
      if (isEnabled(button)) retry();
      else say("loading", "One moment, the page is still loading…");
      return;
    }
    const module = signIn;
    const credentials = { login: element("login", HTMLInputElement).value, password: password.value };
    begin(() => module.submit(credentials));
  });
  addEventListener("pagehide", () => (password.value = ""));
}

function listenToContinue(): void {
  armWhenSeen(button, (value) => {
    armed = value;
    refresh();
  });
  button.addEventListener("click", () => {
    if (busy || !isEnabled(button)) return;
    if (signIn === null) return retry();
    const module = signIn;
    begin(() => module.continueAs());
  });
}

/** The module could not be loaded, and the user asks for another try. */
function retry(): void {
  say("loading", "");
  label("Loading…");
  setEnabled(button, false);
  void prepare();
}

/** Nothing is sent twice: from here on the page is busy until the module reports a failure. */
function begin(handOver: () => void): void {
  busy = true;
  refresh();
  attempt(handOver, show);
}

function show(status: Status): void {
  busy = status.state !== "idle" && status.state !== "failed";
  refresh();
  showStatus(status, data.domain);
  reportStatus(status, data.domain);
  if (status.state !== "failed") return;
  if (status.code === "access_denied") element("verb", HTMLElement).textContent = "No entry to";
  if (form === null) return button.focus();
  const password = element("password", HTMLInputElement);
  password.value = "";
  if (status.focus === "login") element("login", HTMLInputElement).focus();
  else password.focus();
}

function refresh(): void {
  setEnabled(button, signIn !== null && armed && !busy);
}

/** Only the form's button changes its words; the other names who continues where. */
function label(text: string): void {
  if (form !== null) button.textContent = text;
}
