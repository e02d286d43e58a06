// What the page shows of a status: the body's attributes, and the live region.
import type { DomainData, Status } from "@crosspass/auth";
import { data } from "./data";
import { element } from "./dom";

/** The states a page can be in: those of a handoff, and the time before one is possible. */
export type State = Status["state"] | "loading";

const { texts } = data;

/** A text of this page. One that is missing is the server's fault; its name says more than nothing. */
export function text(key: string): string {
  return texts[key] ?? key;
}

/** Shows a status in words; `domain` is what it is about. */
export function showStatus(status: Status, domain: DomainData | null, words: (key: string) => string = text): void {
  const { state, code = "temporarily_unavailable", reference, retry_after } = status;
  if (state === "failed") {
    const trace = reference === undefined ? "" : `, ${text("status.reference")} ${reference}`;
    const key = `failed.${code}`;
    const next = retry_after ? text("status.again_at").replace("{time}", later(retry_after)) : words(`${key}.next`);
    show(state, code, part("strong", words(key)), part("p", next), part("small", `${text("status.code")} ${code}${trace}`));
  } else if (state === "idle") say(state, "");
  else say(state, words(`status.${sentence(state, domain)}`));
}

/** Puts the page into a state, with a sentence for the live region. */
export function say(state: State, sentence: string): void {
  show(state, "", ...(sentence === "" ? [] : [part("p", sentence)]));
}

/** So many seconds from now, by the user's own clock. */
function later(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString();
}

function sentence(state: State, domain: DomainData | null): string {
  if (state === "redirecting" && domain?.carrier === "redirect") return "taking";
  if (state === "done" && domain !== null) return "opening";
  return state;
}

function show(state: State, code: string, ...parts: HTMLElement[]): void {
  const { body } = document;
  const way = (data.ways as Partial<Record<string, string>>)[code] ?? "";
  Object.assign(body.dataset, { state, code, way });
  element("status", HTMLElement).replaceChildren(...parts);
  // Shown only where the way on is another than the page's own button.
  body.querySelector<HTMLElement>(`.way-${way}`)?.focus();
}

function part(name: "p" | "strong" | "small", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
