// Requests to the issuer: its key set, and what it gives for a proof.
import { boundedText, hasText } from "@crosspass/shared/answer";
import { CrosspassError, type CrosspassErrorCode } from "./error.js";

const JWKS = "/.well-known/jwks.json";
const DEADLINE = 15_000;

/** The last good set is used while the issuer is out of reach, for at most an hour. */
const LAST_GOOD = "crosspass:jwks";
const LAST_GOOD_LIFE = 60 * 60 * 1000;
/** A member that holds a secret, in a key of any kind: as the module knows them. */
const SECRET = /"(d[pq]?|[pqk]|qi|oth|priv|seed)":/;
/** A flood of unknown key ids asks the issuer at most once a minute. */
const REFETCHED = "crosspass:jwks-refetched";
const REFETCH_PAUSE = 60 * 1000;

/** The issuer's key set as text. `fresh` asks past the cache. */
export async function issuerKeys(issuer: string, fresh: boolean): Promise<string> {
  if (fresh && !mayRefetch()) throw new CrosspassError("invalid_token", !__OWN_PAGE__ && "The issuer does not publish that key.");
  const signal = AbortSignal.timeout(DEADLINE);
  const ask = (cache: RequestCache) => askKeys(issuer, cache, signal);
  try {
    return await ask(fresh ? "no-cache" : "default").catch((cause: unknown) => {
      const text = lastGood(issuer, LAST_GOOD_LIFE);
      if (text !== null && !fresh) return text;
      // WebKit fails a request with the preload that it waits for, also with one of a window that is gone.
      if (cause instanceof TypeError) return ask("no-cache");
      throw cause;
    });
  } catch (cause) {
    throw new CrosspassError("network", !__OWN_PAGE__ && "The issuer is out of reach.", { cause });
  }
}

async function askKeys(issuer: string, cache: RequestCache, signal: AbortSignal): Promise<string> {
  // `same-origin` sends nothing to the issuer, and is what the receiver page's preload was made with.
  const response = await fetch(issuer + JWKS, {
    credentials: "same-origin",
    redirect: "error",
    cache,
    signal,
  });
  if (!response.ok) throw new Error(`${response.status}`);
  const text = await boundedText(response);
  const { keys } = JSON.parse(text) as { keys: unknown[] };
  // A page in place of the set, or a set that gives its secrets away, is none: the last good one stays. Written anew,
  // each name has one spelling, and no value looks like a name.
  if (SECRET.test(JSON.stringify([...keys]))) throw new Error("private");
  write(LAST_GOOD, JSON.stringify({ issuer, text, at: Date.now() }));
  return text;
}

/** What an exchange came to. */
export interface Exchanged {
  /** The session token, or nothing where the session has ended; or why not. */
  readonly result: string | CrosspassError;
  /** The issuer's clock, in seconds since the epoch, if it says. */
  readonly date: number | undefined;
}

/** What the issuer is given: for a session token, or for its end. */
export type Given = { ticket: string } | { token: string; everywhere?: boolean };

/** Gives the issuer a ticket or a token, with a proof of the key that it is bound to. */
export async function exchange(address: string, given: Given, proof: string): Promise<Exchanged> {
  const post = (body: BodyInit, headers: HeadersInit = {}): Promise<Response> =>
    fetch(address, {
      method: "POST",
      headers,
      body,
      credentials: "omit",
      redirect: "error",
      // No `cache: "no-store"`: answers to a POST are not kept anyway, and with it Chromium and Firefox ask for
      // permission (a preflight) each time anew.
      referrerPolicy: "strict-origin",
      // A user who signs out may leave the page at once.
      keepalive: true,
      signal: AbortSignal.timeout(DEADLINE),
    });
  try {
    // Version 2 is a form with the proof inside, for which no browser asks permission.
    const form = takesForms(address) && new URLSearchParams({ crosspass: "2", ...given, proof } as Record<string, string>);
    let response = form && (await post(form));
    // An issuer that went back to its release before takes no forms, whatever its last key set said.
    if (!response || response.status === 415) {
      response = await post(JSON.stringify(given), { "content-type": "application/json", dpop: proof });
    }
    const body: unknown = response.status === 204 ? {} : JSON.parse(await boundedText(response));
    const date = Number((body as { now?: unknown }).now ?? Date.parse(response.headers.get("date") ?? "") / 1000);
    const token = hasText(body, "token") ? body.token : "everywhere" in given ? "" : undefined;
    return { result: (response.ok ? token : undefined) ?? refusal(body), date: date || undefined };
  } catch (cause) {
    throw new CrosspassError("network", !__OWN_PAGE__ && "The issuer is out of reach.", { cause });
  }
}

/** Whether the issuer of an address speaks version 2, by the last key set that it gave. */
function takesForms(address: string): boolean {
  const { crosspass } = JSON.parse(lastGood(new URL(address).origin, Infinity) ?? "{}") as { crosspass?: unknown };
  return Number.isInteger(crosspass) && (crosspass as number) >= 2;
}

function refusal(body: unknown): CrosspassError {
  // An unknown code is passed on as it is: it decides nothing.
  const code = hasText(body, "error") ? (body.error as CrosspassErrorCode) : "temporarily_unavailable";
  return new CrosspassError(code, !__OWN_PAGE__ && (hasText(body, "message") ? body.message : "The issuer refused."));
}

function mayRefetch(): boolean {
  const last = Number(read(REFETCHED) ?? 0);
  const now = Date.now();
  if (last <= now && now - last < REFETCH_PAUSE) return false;
  write(REFETCHED, String(now));
  return true;
}

function lastGood(issuer: string, life: number): string | null {
  try {
    const kept: unknown = JSON.parse(read(LAST_GOOD) ?? "null");
    if (!hasText(kept, "text") || !hasText(kept, "issuer") || kept.issuer !== issuer) return null;
    const age = Date.now() - Number((kept as { at?: unknown }).at);
    return age >= 0 && age < life ? kept.text : null;
  } catch {
    return null;
  }
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
