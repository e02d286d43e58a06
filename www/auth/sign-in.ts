// The sign-in page: passes the form to the wasm module.
import { element } from "./dom";
import { handOver } from "./hand-over";
import { say, text } from "./view";

const form = element("form", HTMLFormElement);
const button = element("submit", HTMLButtonElement);
const login = element("login", HTMLInputElement);
const password = element("password", HTMLInputElement);

const { begin } = handOver({ button, label: button.dataset["label"], resume, onFailed }, true);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin((signIn) => signIn.submit({ login: login.value, password: password.value }));
});
addEventListener("pagehide", () => (password.value = ""));

/** The form was sent before the module was there. */
function resume(): void {
  // Without a gesture that still counts, the browser would block the popup: then the user presses once more.
  if (navigator.userActivation.isActive) form.requestSubmit();
  else say("idle", text("status.ready"));
}

/** What was typed stays only where sending it once more is the way on. */
function onFailed(again: boolean): void {
  if (!again) password.value = "";
  (again ? button : password).focus();
}
