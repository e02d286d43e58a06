// The domain session as pages see it, kept in first-party storage that every tab shares.
import { CrosspassError } from "./error.js";

/** Who is signed in on this domain. Times are in seconds since the epoch, by the issuer's clock. */
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
  /** When the token of this session was issued; each renewal brings a newer one. */
  readonly issuedAt: number;
  /** When that token ends, unless it is renewed. */
  readonly expiresAt: number;
  /** How the user proved it (`amr`, RFC 8176), such as `pwd`; absent if the issuer does not say. */
  readonly amr?: readonly string[] | undefined;
  /** With which assurance (`acr`). */
  readonly acr?: string | undefined;
  /** What the user is to this domain (`roles`). */
  readonly roles?: readonly string[] | undefined;
  /** How the session came here. */
  readonly carrier: "popup" | "redirect";
}

/** What is kept: the session, and the token that proves it together with the receiver's key. */
export interface Kept {
  readonly token: string;
  readonly session: Session;
  /** The handoff that brought the session: renewals stay bound to it. */
  readonly nonce: string;
  /** The issuer's clock minus this browser's, in seconds; 0 until they were found to differ. */
  readonly clock: number;
  /** Where that handoff led: a second window that it ends in goes there too. */
  readonly returnTo?: string;
}

const SLOT = "crosspass:session";
/** The handoff whose session ended here last: a tab that has not heard of it may still keep a token of it. */
const OVER = "crosspass:ended";
/** Clocks differ a little: what verifiers grant a token past its `exp`, in seconds. */
export const LEEWAY = 30;

const listeners = new Set<() => void>();

/** The present session of that issuer, if there is one that has not ended. */
export function readSession(issuer: string): Session | null {
  const kept = readKept(issuer);
  return kept && isAlive(kept) ? kept.session : null;
}

/** What is kept of that issuer, ended or not. */
export function readKept(issuer: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SLOT) ?? "null");
    return isKept(kept) && kept.session.issuer === issuer && kept.nonce !== localStorage.getItem(OVER) ? kept : null;
  } catch {
    return null; // No storage (a server, a locked-down browser), or not ours.
  }
}

/** Whether its token is still good. */
export function isAlive(kept: Kept): boolean {
  return kept.session.expiresAt + LEEWAY > issuerNow(kept);
}

/** The present moment by the issuer's clock, in seconds. */
export function issuerNow({ clock }: Kept): number {
  return Date.now() / 1000 + clock;
}

/** Keeps a verified session. */
export function keepSession(kept: Kept): void {
  try {
    localStorage.setItem(SLOT, JSON.stringify(kept));
  } catch (cause) {
    throw new CrosspassError("storage_unavailable", !__OWN_PAGE__ && "The browser keeps nothing for this page.", { cause });
  }
  tell();
}

/** Ends a session in all tabs: it is forgotten, and a token of it that another tab is about to keep does not count. */
export function dropSession({ nonce }: Kept): void {
  try {
    localStorage.removeItem(SLOT);
    localStorage.setItem(OVER, nonce);
  } catch {
    // Where nothing can be kept, nothing was.
  }
  tell();
}

/** Removes what a tab kept of a session that had ended by then. */
export function clearEnded(): void {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SLOT) ?? "null");
    if (isKept(kept) && kept.nonce === localStorage.getItem(OVER)) localStorage.removeItem(SLOT);
  } catch {
    // Not ours.
  }
}

/** Calls back when what is kept may have changed, in this tab or another. Returns what stops it. */
export function watchStorage(look: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === SLOT || event.key === OVER || event.key === null) look();
  };
  addEventListener("storage", onStorage);
  listeners.add(look);
  return () => {
    removeEventListener("storage", onStorage);
    listeners.delete(look);
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}

const TEXTS = ["subject", "name", "email", "issuer", "domain", "sessionId"] as const;
/** What issuers of version 1 do not say. */
const LISTS = ["amr", "roles"] as const;
const TIMES = ["authTime", "issuedAt", "expiresAt"] as const;

function isKept(value: unknown): value is Kept {
  if (!isRecord(value)) return false;
  const { session, token, nonce, clock, returnTo } = value;
  return (
    typeof token === "string" &&
    typeof nonce === "string" &&
    Number.isSafeInteger(clock) &&
    (returnTo === undefined || typeof returnTo === "string") &&
    isRecord(session) &&
    TEXTS.every((name) => typeof session[name] === "string") &&
    TIMES.every((name) => Number.isSafeInteger(session[name])) &&
    LISTS.every((name) => isList(session[name] ?? [])) &&
    isList([session["acr"] ?? ""]) &&
    (session["carrier"] === "popup" || session["carrier"] === "redirect") &&
    session["domain"] === location.origin
  );
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
