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
  const { state, code = "temporarily_unavailable", reference } = status;
  if (state === "failed") {
    const trace = [`${text("status.code")} ${code}`];
    if (reference !== undefined) trace.push(`${text("status.reference")} ${reference}`);
    const key = `failed.${code}`;
    show(state, code, part("strong", words(key)), part("p", words(`${key}.next`)), part("small", trace.join(", ")));
  } else if (state === "idle") say(state, "");
  else say(state, words(`status.${sentence(state, domain)}`));
}

/** Puts the page into a state, with a sentence for the live region. */
export function say(state: State, sentence: string): void {
  show(state, "", ...(sentence === "" ? [] : [part("p", sentence)]));
}

function sentence(state: State, domain: DomainData | null): string {
  if (state === "redirecting" && domain?.carrier === "redirect") return "taking";
  if (state === "done" && domain !== null) return "opening";
  return state;
}

function show(state: State, code: string, ...parts: HTMLElement[]): void {
  document.body.dataset["state"] = state;
  document.body.dataset["code"] = code;
  element("status", HTMLElement).replaceChildren(...parts);
}

function part(name: "p" | "strong" | "small", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
