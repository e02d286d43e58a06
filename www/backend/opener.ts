// The auth page, which opened this popup: messages to it, and the one that is taken from it.
import type { CrosspassErrorCode } from "../../crates/client/front/error.js";
import { readToken } from "./message.js";

/** What the auth page is told. */
export type Told =
  | { type: "ready"; nonce: string; jkt: string }
  | { type: "stored"; nonce: string }
  | { type: "failed"; code: CrosspassErrorCode };

/** Tells the auth page, and nobody else who may be in its window by now. */
export function post(opener: Window, issuer: string, told: Told): void {
  opener.postMessage({ crosspass: 1, ...told }, issuer);
}

/** Waits for the session token. All else is dropped without an answer, and so is all that comes after it. */
export function hearToken(opener: Window, issuer: string): Promise<string> {
  return new Promise((resolve) => {
    const hear = (event: MessageEvent<unknown>): void => {
      // Of a stranger's message not even the data is looked at.
      if (event.origin !== issuer || event.source !== opener) return;
      const token = readToken(event.data);
      if (token === undefined) return;
      removeEventListener("message", hear);
      resolve(token);
    };
    addEventListener("message", hear);
  });
}
