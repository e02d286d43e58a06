// What the wasm module asks of the receiver page: storage, key, requests, navigation.
import type { Host } from "@crosspass/client/wasm";
import { begin } from "../front/begin.js";
import { consume, find } from "../front/database.js";
import { CrosspassError } from "../front/error.js";
import { exchange } from "../front/issuer.js";
import { createProver } from "../front/prover.js";
import { keepSession, readSession } from "../front/session.js";
import { reportRefusal } from "./report.js";
import { askToReplace, showAlone, showRefusal } from "./view.js";

/** The page as the wasm module sees it. */
export function createHost(issuer: string): Host {
  return {
    ...createProver(issuer, () => 0),
    begin: (returnTo) => begin(issuer, returnTo),
    async find(nonce) {
      const attempt = await find(nonce);
      return attempt?.issuer === issuer ? attempt : undefined;
    },
    async redeem(ticket, proof) {
      const { result } = await exchange(`${issuer}/api/redeem`, { ticket }, proof);
      if (result instanceof CrosspassError) throw result;
      return result;
    },
    holder: () => readSession(issuer)?.subject,
    async keep(nonce, token, session) {
      if (!(await consume(nonce))) return false;
      keepSession({ token, session, nonce, clock: 0 });
      return true;
    },
    ask: (name, email) => askToReplace(readSession(issuer), name, email),
    show(code) {
      showRefusal(code);
      reportRefusal(issuer, code);
    },
    go: (address) => location.replace(address),
    close: showAlone,
  };
}
