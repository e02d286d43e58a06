// Begins a handoff at this domain: a nonce that is remembered, a key, and its thumbprint.
import { receiverKey, remember, type Attempt } from "./database.js";
import { isReserved } from "./reserved.js";

/**
 * Begins a handoff that shall end at `returnTo` (an address of this origin), or at `end`: where the issuer goes on with a
 * propagation.
 */
export async function begin(issuer: string, returnTo: string, end = ownAddress(returnTo)): Promise<Attempt> {
  const key = await receiverKey();
  const attempt = {
    nonce: base64url(crypto.getRandomValues(new Uint8Array(32))),
    jkt: await thumbprint(key.publicKey),
    issuer,
    returnTo: end,
    madeAt: Date.now(),
  };
  await remember(attempt);
  return attempt;
}

/** The issuer's sign-in address for a handoff that was begun. */
export function signInAddress(attempt: Attempt): string {
  const query = new URLSearchParams({ return_to: ownAddress(attempt.returnTo), nonce: attempt.nonce, jkt: attempt.jkt });
  return `${attempt.issuer}/sign-in?${query}`;
}

/** The public key's required members as canonical JSON (RFC 7638, 3.2). */
export async function publicJwk(key: CryptoKey): Promise<string> {
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", key);
  return JSON.stringify({ crv, kty, x, y });
}

/** The RFC 7638 thumbprint of a key of ours. */
export async function thumbprint(key: CryptoKey): Promise<string> {
  return hash(await publicJwk(key));
}

/** SHA-256 in base64url. */
export async function hash(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** Without padding (RFC 7515, 2). */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * An address of this origin outside of `/crosspass/`, else the root: the fragment that asks may be anybody's. The receiver
 * page leaves the second to the issuer, which it goes to at once: `/sign-in` refuses a reserved path.
 */
export function ownAddress(text: string): string {
  const root = `${location.origin}/`;
  if (!URL.canParse(text, root)) return root;
  const url = new URL(text, root);
  url.hash = "";
  const isOwn = url.origin === location.origin && !url.username && !url.password;
  return isOwn && (__OWN_PAGE__ || !isReserved(url.pathname)) ? url.href : root;
}
