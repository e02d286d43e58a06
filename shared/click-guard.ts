// Guards a button that hands over: it answers clicks only after its user had the time to see it.

/** How long a button must have been visible. */
const DELAY_MS = 500;

/** Calls `onReady(true)` once `button` has been visible for the delay, `onReady(false)` when it no longer is. */
export function guardClicks(button: HTMLElement, onReady: (ready: boolean) => void): void {
  let inView = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const restart = (): void => {
    clearTimeout(timer);
    onReady(false);
    if (inView && document.visibilityState === "visible") {
      timer = setTimeout(() => onReady(true), DELAY_MS);
    }
  };

  new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? false;
    restart();
  }).observe(button);
  document.addEventListener("visibilitychange", restart);

  // A window that lay on top and went away between the two clicks of a double-click.
  let covered = false;
  addEventListener("blur", () => (covered = true));
  addEventListener("focus", () => {
    if (covered) restart();
    covered = false;
  });
}
