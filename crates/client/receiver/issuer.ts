// Requests to the issuer: its key set, and the ticket's exchange.
import { CrosspassError, type CrosspassErrorCode } from "../front/error.js";

const JWKS = "/.well-known/jwks.json";
const MOST_BYTES = 64 * 1024;
const DEADLINE = 15_000;

/** The last good set is used while the issuer is out of reach, for at most an hour. */
const LAST_GOOD = "crosspass:jwks";
const LAST_GOOD_LIFE = 60 * 60 * 1000;
/** A flood of unknown key ids asks the issuer at most once a minute. */
const REFETCHED = "crosspass:jwks-refetched";
const REFETCH_PAUSE = 60 * 1000;

/** The issuer's key set as text. `fresh` asks past the cache. */
export async function issuerKeys(issuer: string, fresh: boolean): Promise<string> {
  if (fresh && !mayRefetch()) throw new CrosspassError("invalid_token", "No key of that id is published.");
  try {
    // `same-origin` sends nothing to the issuer, and is what the page's preload was made with.
    const response = await fetch(issuer + JWKS, {
      credentials: "same-origin",
      redirect: "error",
      cache: fresh ? "no-cache" : "default",
      signal: AbortSignal.timeout(DEADLINE),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await boundedText(response);
    write(LAST_GOOD, JSON.stringify({ issuer, text, at: Date.now() }));
    return text;
  } catch (cause) {
    const text = lastGood(issuer);
    if (text !== null && !fresh) return text;
    throw new CrosspassError("network", "The issuer's keys are out of reach.", { cause });
  }
}

/** Exchanges a ticket for a session token. */
export async function redeem(issuer: string, ticket: string, proof: string): Promise<string> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${issuer}/api/redeem`, {
      method: "POST",
      headers: { "content-type": "application/json", dpop: proof },
      body: JSON.stringify({ ticket }),
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      referrerPolicy: "strict-origin",
      signal: AbortSignal.timeout(DEADLINE),
    });
    body = JSON.parse(await boundedText(response));
  } catch (cause) {
    throw new CrosspassError("network", "The issuer is out of reach.", { cause });
  }
  if (response.ok && hasText(body, "token")) return body.token;
  // The wasm module reads unknown codes as `network`.
  const code = hasText(body, "error") ? (body.error as CrosspassErrorCode) : "temporarily_unavailable";
  throw new CrosspassError(code, hasText(body, "message") ? body.message : "The ticket was refused.");
}

/** Tells the issuer where a handoff failed: stage and code for its log, nothing about the user. */
export function reportRefusal(issuer: string, code: string): void {
  const body = JSON.stringify({ stage: "receiver", code });
  const headers = { "content-type": "application/json" };
  fetch(`${issuer}/api/report`, { method: "POST", headers, body, credentials: "omit" }).catch(() => undefined);
}

/** Reads at most 64 KiB: an answer beyond that is none of the issuer's. */
async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error("answer too large");
    }
    chunks.push(value);
  }
  return new Blob(chunks as BlobPart[]).text();
}

function mayRefetch(): boolean {
  const last = Number(read(REFETCHED) ?? 0);
  const now = Date.now();
  if (last <= now && now - last < REFETCH_PAUSE) return false;
  write(REFETCHED, String(now));
  return true;
}

function lastGood(issuer: string): string | null {
  try {
    const kept: unknown = JSON.parse(read(LAST_GOOD) ?? "null");
    if (!hasText(kept, "text") || !hasText(kept, "issuer") || kept.issuer !== issuer) return null;
    const age = Date.now() - Number((kept as { at?: unknown }).at);
    return age >= 0 && age < LAST_GOOD_LIFE ? kept.text : null;
  } catch {
    return null;
  }
}

function hasText<Name extends string>(value: unknown, name: Name): value is Record<Name, string> {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[name] === "string";
}

function read(slot: string): string | null {
  try {
    return localStorage.getItem(slot);
  } catch {
    return null;
  }
}

function write(slot: string, value: string): void {
  try {
    localStorage.setItem(slot, value);
  } catch {
    // Without storage there is no last good set; the session itself says so where it matters.
  }
}
