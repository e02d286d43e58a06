// What a receiver page shows, with a backend behind it or without one: a title and a sentence, or that it has nothing to do.

/** Nothing to do here: closes, and where a browser does not, shows a way on. */
export function showAlone(): void {
  Object.assign(document.body.dataset, { state: "alone", way: "go" });
  show("Nothing to do here", "You can close this window.");
  window.close();
}

/** Shows a title and a sentence, and tells assistive technology. */
export function show(title: string, message: string): void {
  document.title = title;
  byId("message").textContent = message;
  const heading = byId("title");
  heading.textContent = title;
  heading.focus();
}

/** The element with this id; the page owes it to the script. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`receiver.html has no #${id}`);
  return element;
}
