// The pause after a renewal that failed for no fault of the session: one for all tabs, doubling up to a minute.

const SLOT = "crosspass:pause";
const FIRST = 1000;
const LONGEST = 60_000;

interface Pause {
  /** Milliseconds. */
  readonly length: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Where storage is full, the tab's own. */
let own: string | null = null;

/** Whether nothing is to be tried yet. */
export function isPaused(): boolean {
  const left = (read()?.until ?? 0) - Date.now();
  // A clock that was set back makes no pause longer.
  return left > 0 && left <= LONGEST;
}

/** One more failure: twice as long as before. */
export function pauseLonger(): void {
  const length = Math.min((read()?.length ?? FIRST / 2) * 2, LONGEST);
  // Some of it at random, so that a service that comes back is not asked by all browsers at once.
  const until = Date.now() + length * (0.75 + Math.random() / 4);
  const text = JSON.stringify({ length, until } satisfies Pause);
  try {
    localStorage.setItem(SLOT, text);
  } catch {
    own = text;
  }
}

/** It worked, or there is reason to try at once. */
export function endPause(): void {
  own = null;
  try {
    localStorage.removeItem(SLOT);
  } catch {
    // Nothing was kept.
  }
}

function read(): Pause | null {
  try {
    const pause = JSON.parse(localStorage.getItem(SLOT) ?? own ?? "null") as Partial<Pause> | null;
    return typeof pause?.length === "number" && typeof pause.until === "number" ? (pause as Pause) : null;
  } catch {
    return null;
  }
}
