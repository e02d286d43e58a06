// The domain session as pages see it, kept in first-party storage that every tab shares.
import { CrosspassError } from "./error.js";

/** Who is signed in on this domain. Times are in seconds since the epoch. */
export interface Session {
  /** The user's id at the issuer (`sub`). */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** The issuer's origin (`iss`). */
  readonly issuer: string;
  /** This domain's origin (`aud`). */
  readonly domain: string;
  /** The issuer session's public id (`sid`). */
  readonly sessionId: string;
  /** When the user proved who they are (`auth_time`). */
  readonly authTime: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** How the session came here. */
  readonly carrier: "popup" | "redirect";
}

/** What is kept: the session and the token that proves it together with the receiver's key. */
interface Kept {
  readonly token: string;
  readonly session: Session;
}

const SLOT = "crosspass:session";
const listeners = new Set<() => void>();

/** The present session of that issuer, if there is one that has not ended. */
export function readSession(issuer: string): Session | null {
  const session = read()?.session;
  return session && session.issuer === issuer && session.expiresAt * 1000 > Date.now() ? session : null;
}

/** Keeps a verified session; only the receiver calls this. */
export function keepSession(token: string, session: Session): void {
  try {
    localStorage.setItem(SLOT, JSON.stringify({ token, session } satisfies Kept));
  } catch (cause) {
    throw new CrosspassError("storage_unavailable", "The browser keeps nothing for this page.", { cause });
  }
  tell();
}

/** Forgets the session. */
export function dropSession(): void {
  try {
    localStorage.removeItem(SLOT);
  } catch {
    // Where nothing can be kept, nothing was.
  }
  tell();
}

/** Calls back when the session changes, in this tab or another, or ends. Returns what stops it. */
export function watchSession(issuer: string, onChange: (session: Session | null) => void): () => void {
  let seen = JSON.stringify(readSession(issuer));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const session = readSession(issuer);
    clearTimeout(timer);
    if (session) timer = setTimeout(look, Math.max(0, session.expiresAt * 1000 - Date.now()) + 50);
    const text = JSON.stringify(session);
    if (text === seen) return;
    seen = text;
    onChange(session);
  };
  const onStorage = (event: StorageEvent): void => {
    if (event.key === SLOT || event.key === null) look();
  };
  addEventListener("storage", onStorage);
  listeners.add(look);
  look();
  return () => {
    removeEventListener("storage", onStorage);
    listeners.delete(look);
    clearTimeout(timer);
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}

function read(): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SLOT) ?? "null");
    return isKept(kept) ? kept : null;
  } catch {
    return null; // No storage (a server, a locked-down browser), or not ours.
  }
}

const TEXTS = ["subject", "name", "email", "issuer", "domain", "sessionId"] as const;
const TIMES = ["authTime", "issuedAt", "expiresAt"] as const;

function isKept(value: unknown): value is Kept {
  if (!isRecord(value) || typeof value["token"] !== "string") return false;
  const session = value["session"];
  return (
    isRecord(session) &&
    TEXTS.every((name) => typeof session[name] === "string") &&
    TIMES.every((name) => Number.isSafeInteger(session[name])) &&
    (session["carrier"] === "popup" || session["carrier"] === "redirect") &&
    session["domain"] === location.origin
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
