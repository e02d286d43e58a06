// Small helpers over the document that every page of the issuer uses.

/** The element with this id; the template owes it to the script. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}.`);
  return found;
}

/** Buttons are never `disabled`: that would drop the focus and hide them from assistive technology. */
export function setEnabled(button: HTMLElement, enabled: boolean): void {
  button.setAttribute("aria-disabled", String(!enabled));
}

export function isEnabled(button: HTMLElement): boolean {
  return button.getAttribute("aria-disabled") !== "true";
}

/** A page that comes back out of the history shows a finished state: it starts afresh instead. */
export function reloadWhenRestored(): void {
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
