// What the receiver page does for the module's machine: storage, key, requests, messages, navigation.
import type { Host } from "@crosspass/client/wasm";
import { showAlone } from "@crosspass/shared/receiver-page";
import { begin, ownAddress, signInAddress } from "../front/begin.js";
import { consume, find, remember, type Attempt } from "../front/database.js";
import { CrosspassError } from "../front/error.js";
import { exchange } from "../front/issuer.js";
import { now, prove, verifySession, verifyTicket, type Verified } from "../front/prover.js";
import { keepSession, readKept, readSession } from "../front/session.js";
import { reportRefusal } from "./report.js";
import { askToReplace, showRefusal } from "./view.js";

/**
 * The page as the machine sees it. `opener` is the auth page that opened this popup, if one did; `propagation` is the id
 * of the one that sent the browser here.
 */
export function createHost(issuer: string, opener: Window | null, propagation?: string): Host {
  /** How the addresses begin where propagations go on. */
  const onward = `${issuer}/propagate/`;
  /** The handoff under way. */
  let attempt: Attempt | undefined;
  let checkedTicket = "";
  let verified: { token: string; session: Verified } | undefined;
  /** Whose session may be replaced: the user was asked, and said yes. */
  let replaceable: string | undefined;
  let landing = propagation ? onward + propagation : "/";

  const recall = async (nonce: string): Promise<Attempt | undefined> => {
    const found = await find(nonce);
    return found?.issuer === issuer ? found : undefined;
  };
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new CrosspassError("nonce_mismatch");
    return value;
  };
  /** Where a handoff led: what is kept may be anybody's. */
  const end = (address = "/"): string => (address.startsWith(onward) ? address : ownAddress(address));
  /** Whether the present session came by that handoff: then there is nothing left to do but to go where it leads. */
  const cameBy = (nonce: string): boolean => {
    const kept = readSession(issuer) && readKept(issuer);
    if (kept?.nonce !== nonce) return false;
    landing = end(kept.returnTo);
    return true;
  };
  const destination = (): string => attempt?.returnTo ?? landing;
  return {
    async announce(nonce) {
      attempt = (await recall(nonce).catch(() => undefined)) ?? (await begin(issuer, "/"));
      return attempt;
    },
    begin: async (returnTo) => (attempt = await begin(issuer, returnTo, propagation && landing)),
    async checkTicket(ticket, nonce) {
      if (!nonce) throw new CrosspassError("invalid_token");
      attempt = await recall(nonce);
      if (!attempt && cameBy(nonce)) return false;
      attempt = present(attempt);
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
    async ask() {
      const holder = readSession(issuer);
      const yes = await askToReplace(holder, present(verified).session);
      if (yes) replaceable = holder?.subject;
      return yes;
    },
    async keep() {
      const { token, session } = present(verified);
      const begun = present(attempt);
      const { nonce } = begun;
      // Another window may have been faster.
      if (!(await consume(nonce))) return present(cameBy(nonce) || undefined);
      try {
        // Another tab may have kept another user's session since they were looked at.
        const holder = readSession(issuer)?.subject;
        if (holder !== undefined && holder !== session.subject && holder !== replaceable) {
          throw new CrosspassError("account_mismatch");
        }
        const carrier = opener ? "popup" : "redirect";
        keepSession({ token, session: { ...session, carrier }, nonce, clock: 0, returnTo: begun.returnTo });
      } catch (error) {
        // Nothing was kept, so nothing is used up: the other carrier then says why, not that it knows no such handoff.
        await remember(begun);
        throw error;
      }
      return true;
    },
    post: (message) => opener?.postMessage(message, issuer),
    goToIssuer: () => location.replace(signInAddress(present(attempt))),
    goToReturn: () => location.replace(destination()),
    show(code) {
      reportRefusal(issuer, code);
      const address = destination();
      // The issuer notes that this domain got no session, and the next one has its turn.
      if (address.startsWith(onward)) location.replace(address);
      else showRefusal(code, address);
    },
    close: showAlone,
  };
}
