// Proves and verifies: the wasm module, loaded once and only by pages that need it. A chunk of its own.
import init, { acceptRenewed, prove, type Prover } from "@crosspass/client/wasm";
import { publicJwk } from "./begin.js";
import { receiverKey } from "./database.js";
import { CrosspassError, type CrosspassErrorCode } from "./error.js";
import { exchange, issuerKeys } from "./issuer.js";
import type { Kept } from "./session.js";

const ES256 = { name: "ECDSA", hash: "SHA-256" } as const;

/** A clock that differs from the issuer's by less, in seconds, is right: `Date` is rounded, and travels. */
const CLOCK_NOISE = 10;

/** What the wasm module asks of any page. `clock`: the issuer's clock minus this browser's, in seconds. */
export function createProver(issuer: string, clock: () => number): Prover {
  return {
    issuer,
    origin: location.origin,
    now: () => Math.floor(Date.now() / 1000 + clock()),
    random: () => crypto.getRandomValues(new Uint8Array(16)),
    keys: (fresh) => issuerKeys(issuer, fresh),
    publicKey: async () => publicJwk((await receiverKey()).publicKey),
    async sign(input) {
      const { privateKey } = await receiverKey();
      return new Uint8Array(await crypto.subtle.sign(ES256, privateKey, new TextEncoder().encode(input)));
    },
  };
}

/** A DPoP proof for one request with that method and address that presents the kept token (RFC 9449). */
export async function proofFor(issuer: string, wasm: string, kept: Kept, method: string, url: URL): Promise<string> {
  await load(wasm);
  // RFC 9449, 4.2: without query and fragment.
  return refusing(prove(createProver(issuer, () => kept.clock), method, url.origin + url.pathname, kept.token));
}

/** The kept session with a new token. */
export async function renew(issuer: string, wasm: string, kept: Kept): Promise<Kept> {
  const address = `${issuer}/api/renew`;
  let { clock } = kept;
  const prover = createProver(issuer, () => clock);
  // Asked for while the renewal travels: an answer out of the cache costs nothing.
  const [keys] = await Promise.all([issuerKeys(issuer, false), load(wasm)]);
  prover.keys = (fresh) => (fresh ? issuerKeys(issuer, true) : Promise.resolve(keys));

  const attempt = async (): Promise<string | CrosspassError> => {
    const proof = await refusing(prove(prover, "POST", address, kept.token));
    const { result, date } = await exchange(address, { token: kept.token }, proof);
    if (date !== undefined) clock = difference(date);
    return result;
  };
  const before = clock;
  let token = await attempt();
  // Proofs are good for a minute: with a clock that is wrong by more, the first one tells by how much.
  if (token instanceof CrosspassError && Math.abs(clock - before) > CLOCK_NOISE) token = await attempt();
  if (token instanceof CrosspassError) throw token;

  const session = await refusing(acceptRenewed(prover, token, kept.nonce, kept.session.carrier));
  const { subject, sessionId } = kept.session;
  if (session.subject !== subject || session.sessionId !== sessionId) {
    throw new CrosspassError("invalid_token", "The renewed token is of another session.");
  }
  return { ...kept, token, session, clock };
}

function difference(date: number): number {
  const clock = Math.round(date - Date.now() / 1000);
  return Math.abs(clock) > CLOCK_NOISE ? clock : 0;
}

let loaded: Promise<unknown> | undefined;

/** Loads the module once; after a failure, again. */
function load(wasm: string): Promise<unknown> {
  loaded ??= init({ module_or_path: wasm }).catch((cause: unknown) => {
    loaded = undefined;
    // A fetch that fails is a TypeError; a refusal by policy or another file than the module is another error.
    throw cause instanceof TypeError
      ? new CrosspassError("network", `${wasm} could not be loaded: look whether it is there.`, { cause })
      : new CrosspassError(
          "wasm_blocked",
          `${wasm} does not run: allow 'wasm-unsafe-eval' in script-src of this page's Content-Security-Policy, ` +
            "and run `npx @crosspass/client install` after each update of the package.",
          { cause },
        );
  });
  return loaded;
}

/** What the module rejects with is a code. */
async function refusing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (typeof cause !== "string") throw cause;
    throw new CrosspassError(cause as CrosspassErrorCode, "The session's token or key cannot be used.", { cause });
  }
}
