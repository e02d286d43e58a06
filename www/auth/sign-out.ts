// The sign-out page: one button, one request.
import { element, isEnabled, reloadWhenRestored, setEnabled } from "./dom";
import { endSession } from "./end-session";
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
  const refused = await endSession();
  if (refused === null) {
    element("verb", HTMLElement).textContent = text("status.signed_out_of");
    say("done", text("status.signed_out"));
    return;
  }
  setEnabled(button, true);
  showStatus({ state: "failed", ...refused }, null);
  button.focus();
}
