// The receiver page of a domain with a backend: passes nonce, key and token between the auth page and the backend.
import { CrosspassError } from "../../crates/client/front/error.js";
import { issuer } from "@crosspass/shared/issuer";
import { whenOrphaned } from "@crosspass/shared/orphan";
import { showAlone } from "@crosspass/shared/receiver-page";
import { ask } from "./ask.js";
import { hearToken, post } from "./opener.js";
import { showFramed, showRefusal } from "./view.js";

// Whatever it says, it must not stay in the address or the history.
const fragment = location.hash;
history.replaceState(null, "", location.pathname);

const opener = window.opener as Window | null;
/** `#popup`, or `#popup=NONCE`: the handoff that the auth page was opened for. What is no nonce is no hint. */
const popup = /^#popup(?:$|=([\w-]{43}$)?)/.exec(fragment);

// A frame's page could be dressed up by its parent: nothing is installed there.
if (window.top !== window.self) showFramed();
else if (opener && popup) void receive(opener, popup[1]);
else showAlone();

async function receive(opener: Window, hint: string | undefined): Promise<void> {
  whenOrphaned(opener, showAlone);
  try {
    const { nonce, jkt } = await ask("begin", { nonce: hint }, "nonce", "jkt");
    const token = hearToken(opener, issuer);
    post(opener, issuer, { type: "ready", nonce, jkt });
    await ask("session", { token: await token }, "subject");
    post(opener, issuer, { type: "stored", nonce });
  } catch (error) {
    const code = error instanceof CrosspassError ? error.code : "network";
    showRefusal(code);
    post(opener, issuer, { type: "failed", code });
  }
}
