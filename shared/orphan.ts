// A popup whose auth page is there no more, or has given up: no session will ever come, so the window goes too.

/** Milliseconds between two looks at the opener. */
const LOOK_MS = 500;
/** The auth page gives up earlier: 30 s for an answer to the credentials, and 8 s for the popup. */
const PATIENCE_MS = 45_000;

/** Calls back once nothing is to be expected from `opener` any more. */
export function whenOrphaned(opener: Window, callback: () => void): void {
  const since = performance.now();
  const timer = setInterval(() => {
    if (!isGone(opener) && performance.now() - since < PATIENCE_MS) return;
    clearInterval(timer);
    callback();
  }, LOOK_MS);
}

/** Closed, or somewhere else: while it shows the issuer's page, this domain cannot look into it. */
function isGone(opener: Window): boolean {
  try {
    return opener.closed || opener.location.origin === location.origin;
  } catch {
    return false;
  }
}
