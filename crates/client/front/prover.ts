// Proves and verifies: the wasm module, loaded once and only by pages that need it. A chunk of its own.
import init, { Question, signingInput, type VerifiedSession } from "@crosspass/client/wasm";
import { base64url, hash, publicJwk, thumbprint } from "./begin.js";
import { receiverKey } from "./database.js";
import { CrosspassError, type CrosspassErrorCode } from "./error.js";
import { exchange, issuerKeys } from "./issuer.js";
import type { Kept, Session } from "./session.js";

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const ES256 = { name: "ECDSA", hash: "SHA-256" } as const;

/** A clock that differs from the issuer's by less, in seconds, is right: `Date` is rounded, and travels. */
const CLOCK_NOISE = 10;

/** The issuer's present moment, if its clock is so many seconds ahead of this browser's. */
export function now(clock: number): number {
  return Math.floor(Date.now() / 1000 + clock);
}

/** A DPoP proof of the receiver's key for one request (RFC 9449); `token` is the one that goes along with it. */
export async function prove(method: string, address: string, now: number, token?: string): Promise<string> {
  const { privateKey, publicKey } = await receiverKey();
  const random = crypto.getRandomValues(new Uint8Array(16));
  const ath = token === undefined ? undefined : await hash(token);
  const input = signingInput(await publicJwk(publicKey), method, address, now, random, ath);
  const signature = await crypto.subtle.sign(ES256, privateKey, new TextEncoder().encode(input));
  return `${input}.${base64url(new Uint8Array(signature))}`;
}

/** What a token must be bound to, and who must have signed it. */
interface Bound {
  readonly issuer: string;
  readonly nonce: string;
  readonly jkt: string;
}

/** The issuer's keys as text; `fresh` asks past the cache. */
type Keys = (fresh: boolean) => Promise<string>;

/** A session, before it is known how it came. */
export type Verified = Omit<Session, "carrier">;

/** The session of a session token, verified. */
export async function verifySession(token: string, bound: Bound, now: number, keys?: Keys): Promise<Verified> {
  const { labels, ...session } = (await verified("session", token, bound, now, keys)) as VerifiedSession;
  const [amr, acr, roles] = labels.split("\n").map((line) => line.match(/\S+/g) ?? undefined);
  return { ...session, amr, acr: acr?.[0], roles };
}

/** Verifies a ticket. */
export async function verifyTicket(ticket: string, bound: Bound, now: number): Promise<void> {
  await verified("ticket", ticket, bound, now);
}

async function verified(kind: string, token: string, { issuer, nonce, jkt }: Bound, now: number, keys?: Keys): Promise<unknown> {
  const known: Keys = keys ?? ((fresh) => issuerKeys(issuer, fresh));
  // The set at hand, then a fresh one: a key may have become active since.
  for (const fresh of [false, true]) {
    const set = await known(fresh);
    const question = refusing(() => Question.about(token, set));
    if (!question) continue;
    const answer = await isSigned(question.parts() as Uint8Array<ArrayBuffer>).catch(() => false);
    return refusing(() => question.accept(answer, [kind, issuer, location.origin, nonce, jkt].join(" "), now));
  }
  throw new CrosspassError("invalid_token", !__OWN_PAGE__ && "The issuer does not publish that key.");
}

/** WebCrypto's answer to a question: the point of a key, a signature, and what was signed. */
async function isSigned(parts: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", parts.subarray(0, 65), P256, false, ["verify"]);
  return crypto.subtle.verify(ES256, key, parts.subarray(65, 129), parts.subarray(129));
}

/** A DPoP proof for one request with that method and address that presents the kept token (RFC 9449). */
export async function proofFor(wasm: string, kept: Kept, method: string, url: URL): Promise<string> {
  await load(wasm);
  // RFC 9449, 4.2: without query and fragment.
  return prove(method, url.origin + url.pathname, now(kept.clock), kept.token);
}

/** Tells the issuer that the session of a token has ended: at this domain, or everywhere. */
export async function end(issuer: string, wasm: string, kept: Kept, everywhere: boolean): Promise<void> {
  await load(wasm);
  await present(`${issuer}/api/end`, kept, { everywhere });
}

/** What the issuer answers to the kept token and a proof, and how far its clock is ahead. */
async function present(address: string, kept: Kept, more?: { everywhere: boolean }): Promise<{ token: string; clock: number }> {
  let { clock } = kept;
  const attempt = async (): Promise<string | CrosspassError> => {
    const proof = await prove("POST", address, now(clock), kept.token);
    const { result, date } = await exchange(address, { token: kept.token, ...more }, proof);
    if (date !== undefined) clock = difference(date);
    return result;
  };
  let token = await attempt();
  // Proofs are good for a minute: with a clock that is wrong by more, the first one tells by how much.
  if (token instanceof CrosspassError && Math.abs(clock - kept.clock) > CLOCK_NOISE) token = await attempt();
  if (token instanceof CrosspassError) throw token;
  return { token, clock };
}

/** The kept session with a new token. */
export async function renew(issuer: string, wasm: string, kept: Kept): Promise<Kept> {
  // Asked for while the renewal travels: an answer out of the cache costs nothing.
  const [keys] = await Promise.all([issuerKeys(issuer, false), load(wasm)]);
  const { token, clock } = await present(`${issuer}/api/renew`, kept);
  const { nonce } = kept;
  const jkt = await thumbprint((await receiverKey()).publicKey);
  const session = await verifySession(token, { issuer, nonce, jkt }, now(clock), (fresh) =>
    fresh ? issuerKeys(issuer, true) : Promise.resolve(keys),
  );
  const { subject, sessionId, carrier } = kept.session;
  if (session.subject !== subject || session.sessionId !== sessionId) {
    throw new CrosspassError("invalid_token", "The token is of another session.");
  }
  return { ...kept, token, session: { ...session, carrier }, clock };
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
function refusing<T>(ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    if (typeof cause !== "string") throw cause;
    throw new CrosspassError(cause as CrosspassErrorCode, !__OWN_PAGE__ && "The token or key cannot be used.", { cause });
  }
}
