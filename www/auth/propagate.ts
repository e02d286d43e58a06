// The receipt of a propagation: what is missing can be tried again.
import { data } from "./data";
import { element, isEnabled, reloadWhenRestored, setEnabled } from "./dom";
import { signInEverywhere } from "./everywhere";
import { watchLeaving } from "./leaving";
import type { Refusal } from "./post";
import { say, showStatus, text } from "./view";

const button = element("again", HTMLButtonElement);

reloadWhenRestored();
button.addEventListener("click", () => {
  if (isEnabled(button)) void again();
});
setEnabled(button, true);

async function again(): Promise<void> {
  setEnabled(button, false);
  say("processing", text("status.processing"));
  watchLeaving({ state: "redirecting" }, () => refused({ code: "network" }));
  const refusal = await signInEverywhere({ return_to: data.return_to, retry: data.propagation });
  if (refusal !== null) refused(refusal);
}

function refused(refusal: Refusal): void {
  showStatus({ state: "failed", ...refusal }, null);
  setEnabled(button, true);
  button.focus();
}
