// The public page of a demo domain: anybody may see it; signing in leads to the account page.
import { crosspass } from "./client";
import { onClick, showSession } from "./view";

crosspass.onSessionChange(showSession);
onClick("sign-in", () => crosspass.signIn({ returnTo: new URL("account.html", location.href).href }));
onClick("sign-out", () => crosspass.signOut());
showSession(crosspass.getSession());
