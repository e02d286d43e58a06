// The protected page of a demo domain: it shows nothing before there is a session.
import { CrosspassError } from "@crosspass/client";
import { crosspass } from "./client";
import { onClick, showError, showLoading, showSession } from "./view";

crosspass.onSessionChange(showSession);
onClick("sign-in", () => crosspass.signIn({ returnTo: location.href }));
onClick("sign-out", () => crosspass.signOut());
void enter();

async function enter(): Promise<void> {
  showLoading();
  try {
    showSession(await crosspass.requireSession());
  } catch (error) {
    showSession(null);
    // Nobody signed in, and no sign-in may begin here (inside Crosspass' own popup): that is no fault to report.
    if (!(error instanceof CrosspassError && error.code === "login_required")) showError(error);
  }
}
