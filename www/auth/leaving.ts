// Leaving for the next page, which may take its time: one that never comes is said.
import type { Status } from "@crosspass/auth";

const PATIENCE_MS = 20_000;

/** Reports a failed connection if this page is still there then. Should the next one come after all, it is welcome. */
export function watchLeaving({ state }: Status, show: (status: Status) => void): void {
  if (state === "redirecting" || state === "done") setTimeout(() => show({ state: "failed", code: "network" }), PATIENCE_MS);
}
