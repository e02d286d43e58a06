// What the wasm module asks of the page: storage, key, requests, navigation.
import type { Host } from "@crosspass/client/wasm";
import { begin, publicJwk } from "../front/begin.js";
import { consume, find, receiverKey } from "../front/database.js";
import { keepSession, readSession } from "../front/session.js";
import { issuerKeys, redeem, reportRefusal } from "./issuer.js";
import { askToReplace, showAlone, showRefusal } from "./view.js";

const ES256 = { name: "ECDSA", hash: "SHA-256" } as const;

/** The page as the wasm module sees it. */
export function createHost(issuer: string): Host {
  return {
    issuer,
    origin: location.origin,
    now: () => Math.floor(Date.now() / 1000),
    random: () => crypto.getRandomValues(new Uint8Array(16)),
    begin: (returnTo) => begin(issuer, returnTo),
    async find(nonce) {
      const attempt = await find(nonce);
      return attempt?.issuer === issuer ? attempt : undefined;
    },
    keys: (fresh) => issuerKeys(issuer, fresh),
    publicKey: async () => publicJwk((await receiverKey()).publicKey),
    async sign(input) {
      const { privateKey } = await receiverKey();
      return new Uint8Array(await crypto.subtle.sign(ES256, privateKey, new TextEncoder().encode(input)));
    },
    redeem: (ticket, proof) => redeem(issuer, ticket, proof),
    holder: () => readSession(issuer)?.subject,
    async keep(nonce, token, session) {
      if (!(await consume(nonce))) return false;
      keepSession(token, session);
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
