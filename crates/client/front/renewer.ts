// Keeps the domain session alive: renewed ahead of its expiry, once per browser, and again after sleep.
import { noteRenewed, wasRenewed } from "./database.js";
import { CrosspassError, type CrosspassErrorCode } from "./error.js";
import { endPause, isPaused, pauseLonger } from "./pause.js";
import {
  LEEWAY,
  clearEnded,
  dropSession,
  isAlive,
  issuerNow,
  keepSession,
  readKept,
  watchStorage,
  type Kept,
  type Session,
} from "./session.js";

/** All tabs of the browser take turns under this name. */
const LOCK = "crosspass:renew";
/** The longest wait for the other tabs, in milliseconds: one of them may be frozen. */
const PATIENCE = 30_000;
/** A token is renewed when a quarter of its life is left, at most so many seconds ahead. */
const MOST_AHEAD = 120;
/** Timers are late after sleep, and wrong once the clock was set: so often the page looks, in milliseconds. */
const HEARTBEAT = 30_000;
/** How long what another tab kept may take until it is seen here, in milliseconds. */
const UNDERWAY = 5000;
/** How soon it looks again when a renewal is due and did not happen, in milliseconds. */
const SOON = 1000;

/** What these say of a renewal is final: the session is over here. */
const ENDED: ReadonlySet<CrosspassErrorCode> = new Set<CrosspassErrorCode>([
  "login_required",
  "token_expired",
  "invalid_token",
  "access_denied",
  "unknown_domain",
  "domain_suspended",
]);

/** Keeps one issuer's session alive in this tab. */
export class SessionRenewer {
  readonly #issuer: string;
  readonly #wasm: string;
  readonly #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRenewing = false;
  /** A token past its end that could not be renewed: pages are told, and hear again when it could. */
  #givenUp: string | undefined;

  constructor(issuer: string, wasm: string) {
    this.#issuer = issuer;
    this.#wasm = wasm;
    const look = (): void => this.#look();
    watchStorage(look);
    addEventListener("pageshow", look);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", () => {
      endPause();
      look();
    });
    look();
  }

  /** Calls back with each change. Returns what stops it. */
  watch(onChange: (session: Session | null) => void): () => void {
    const present = (kept: Kept | null): Session | null => (kept && isAlive(kept) ? kept.session : null);
    let seen = JSON.stringify(present(readKept(this.#issuer)));
    const look = (): void => {
      const kept = readKept(this.#issuer);
      // A token past its end may still be renewed: nobody is told before that is known.
      if (kept && !isAlive(kept) && kept.token !== this.#givenUp) return;
      const session = present(kept);
      const text = JSON.stringify(session);
      if (text === seen) return;
      seen = text;
      try {
        onChange(session);
      } catch (error) {
        reportError(error); // The page's own fault: it keeps nobody else from being told.
      }
    };
    this.#watchers.add(look);
    return () => void this.#watchers.delete(look);
  }

  /**
   * What is kept, renewed first if its token is past its end, or is the one that was `refused` somewhere. Null if
   * nobody is signed in, or no longer.
   */
  async fresh(refused?: string): Promise<Kept | null> {
    const needsIt = (kept: Kept): boolean => !isAlive(kept) || kept.token === refused;
    const kept = readKept(this.#issuer);
    return kept && needsIt(kept) ? this.#renewIf(needsIt) : kept;
  }

  /** Tells what changed, renews what is due, and looks again in time. */
  #look(): void {
    clearTimeout(this.#timer);
    clearEnded();
    const kept = readKept(this.#issuer);
    if (kept && !isAlive(kept) && isPaused()) this.#givenUp = kept.token;
    for (const watcher of this.#watchers) watcher();
    if (!kept) return;
    if (isDue(kept) && !this.#isRenewing && !isPaused()) {
      this.#isRenewing = true;
      this.#renewIf(isDue)
        .catch((error: unknown) => console.warn("Crosspass: the session was not renewed.", error))
        .finally(() => {
          this.#isRenewing = false;
          this.#look();
        });
    }
    const ahead = (dueAt(kept) - issuerNow(kept)) * 1000;
    this.#timer = setTimeout(() => this.#look(), ahead > 0 ? Math.min(ahead, HEARTBEAT) : SOON);
  }

  /** Renews under the lock of all tabs what is kept by then, if that needs it. */
  async #renewIf(needsIt: (kept: Kept) => boolean): Promise<Kept | null> {
    return inTurn(async () => {
      const kept = await this.#latest();
      if (!kept || !needsIt(kept)) return kept;
      if (isPaused()) throw new CrosspassError("network", "The issuer did not answer just now: it is asked again soon.");
      return this.#renew(kept);
    });
  }

  /** What is kept, in whatever tab: another tab that has just renewed may have kept a token that is not visible here yet. */
  async #latest(): Promise<Kept | null> {
    const kept = readKept(this.#issuer);
    if (kept && (await wasRenewed(kept.token).catch(() => false))) await this.#changed(kept);
    return readKept(this.#issuer);
  }

  #changed({ token }: Kept): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (readKept(this.#issuer)?.token !== token) done();
      };
      const done = (): void => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      const stop = watchStorage(look);
      const timer = setTimeout(done, UNDERWAY);
      look();
    });
  }

  async #renew(kept: Kept): Promise<Kept | null> {
    let after: Kept | null;
    try {
      const { renew } = await import("./prover.js");
      const renewed = await renew(this.#issuer, this.#wasm, kept);
      after = this.#replace(kept, () => keepSession(renewed));
      await noteRenewed(kept.token).catch(() => undefined);
    } catch (error) {
      if (!(error instanceof CrosspassError && ENDED.has(error.code))) {
        pauseLonger();
        throw error;
      }
      after = this.#replace(kept, () => dropSession(kept));
    }
    endPause();
    return after;
  }

  /** A sign-out, or a new sign-in, while a renewal was under way has the last word. */
  #replace(kept: Kept, replace: () => void): Kept | null {
    if (readKept(this.#issuer)?.token === kept.token) replace();
    return readKept(this.#issuer);
  }
}

/** Ends the session in all tabs. */
export function endSession(issuer: string): Kept | null {
  const kept = readKept(issuer);
  if (kept) dropSession(kept);
  endPause();
  return kept;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE) }, work);
}

/** Whether a quarter of the life is left, or the clock says that the token comes from the future. */
function isDue(kept: Kept): boolean {
  const now = issuerNow(kept);
  return now >= dueAt(kept) || now < kept.session.issuedAt - LEEWAY;
}

function dueAt({ session: { issuedAt, expiresAt } }: Kept): number {
  return expiresAt - Math.min((expiresAt - issuedAt) / 4, MOST_AHEAD);
}
