// After a refusal that says how long to wait: nothing is tried before, and then the buttons work again.
import type { Status } from "@crosspass/auth";

let paused = false;

/** Whether another try would not count yet. */
export function isPaused(): boolean {
  return paused;
}

/** Pauses, if the refusal says for how long; `resume` is called when another try counts. */
export function pauseAfter({ retry_after }: Status, resume: () => void): void {
  if (!retry_after) return;
  paused = true;
  setTimeout(() => {
    paused = false;
    resume();
  }, retry_after * 1000);
}
