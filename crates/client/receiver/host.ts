// What the receiver page does for the module's machine: storage, key, requests, messages, navigation.
import type { Host, VerifiedSession } from "@crosspass/client/wasm";
import { begin, signInAddress } from "../front/begin.js";
import { consume, find, remember, type Attempt } from "../front/database.js";
import { CrosspassError } from "../front/error.js";
import { exchange } from "../front/issuer.js";
import { now, prove, verifySession, verifyTicket } from "../front/prover.js";
import { keepSession, readSession } from "../front/session.js";
import { reportRefusal } from "./report.js";
import { askToReplace, showAlone, showRefusal } from "./view.js";

/** The page as the machine sees it. `opener` is the auth page that opened this popup, if one did. */
export function createHost(issuer: string, opener: Window | null): Host {
  /** The handoff under way. */
  let attempt: Attempt | undefined;
  let checkedTicket = "";
  let verified: { token: string; session: VerifiedSession } | undefined;

  const recall = async (nonce: string): Promise<Attempt | undefined> => {
    const found = await find(nonce);
    return found?.issuer === issuer ? found : undefined;
  };
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new CrosspassError("nonce_mismatch", "No such handoff was begun here.");
    return value;
  };
  return {
    async announce(nonce) {
      attempt = (nonce && (await recall(nonce).catch(() => undefined))) || (await begin(issuer, "/"));
      return attempt;
    },
    begin: async (returnTo) => (attempt = await begin(issuer, returnTo)),
    async checkTicket(ticket, nonce) {
      if (!nonce) throw new CrosspassError("invalid_token", "The ticket names no handoff.");
      attempt = present(await recall(nonce));
      await verifyTicket(ticket, attempt, now(0));
      checkedTicket = ticket;
      return true;
    },
    async redeem() {
      const address = `${issuer}/api/redeem`;
      const { result } = await exchange(address, { ticket: checkedTicket }, await prove("POST", address, now(0)));
      if (result instanceof CrosspassError) throw result;
      return result;
    },
    async check(token) {
      const session = await verifySession(token, present(attempt), now(0));
      verified = { token, session };
      const holder = readSession(issuer);
      return holder !== null && holder.subject !== session.subject;
    },
    ask: () => askToReplace(readSession(issuer), present(verified).session),
    async keep() {
      const { token, session } = present(verified);
      const begun = present(attempt);
      const { nonce } = begun;
      if (!(await consume(nonce))) present(undefined);
      try {
        keepSession({ token, session: { ...session, carrier: opener ? "popup" : "redirect" }, nonce, clock: 0 });
      } catch (error) {
        // Nothing was kept, so nothing is used up: the other carrier then says why, not that it knows no such handoff.
        await remember(begun);
        throw error;
      }
      return true;
    },
    post: (message) => opener?.postMessage(message, issuer),
    goToIssuer: () => location.replace(signInAddress(present(attempt))),
    goToReturn: () => location.replace(attempt?.returnTo ?? "/"),
    show(code) {
      showRefusal(code);
      reportRefusal(issuer, code);
    },
    close: showAlone,
  };
}
