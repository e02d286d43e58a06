// The sign-out page: one button, one request.
import { element, isEnabled, reloadWhenRestored, setEnabled } from "./dom";
import { endSession } from "./end-session";
import { watchLeaving } from "./leaving";
import type { Refusal } from "./post";
import { say, showStatus, text } from "./view";

const button = element("sign-out", HTMLButtonElement);

reloadWhenRestored();
button.addEventListener("click", () => {
  if (isEnabled(button)) void signOut();
});
setEnabled(button, true);
say("idle", "");

async function signOut(): Promise<void> {
  setEnabled(button, false);
  say("processing", text("status.signing_out"));
  const ended = await endSession();
  if ("refused" in ended) {
    refused(ended.refused);
    return;
  }
  if (ended.next !== null) {
    watchLeaving({ state: "redirecting" }, () => refused({ code: "network" }));
    location.assign(ended.next);
    return;
  }
  element("verb", HTMLElement).textContent = text("status.signed_out_of");
  say("done", text("status.signed_out"));
}

function refused(refusal: Refusal): void {
  showStatus({ state: "failed", ...refusal }, null);
  setEnabled(button, true);
  button.focus();
}
