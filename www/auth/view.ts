// What the page shows of a status: the body's attributes, and the live region.
import type { DomainData, Status } from "@crosspass/auth";
import { element } from "./dom";
import { messageOf } from "./messages";

/** The states a page can be in: those of a handoff, and the time before one is possible. */
export type State = Status["state"] | "loading";

/** Shows a status in words; `domain` is what it is about. */
export function showStatus(status: Status, domain: DomainData | null): void {
  switch (status.state) {
    case "idle":
      return say("idle", "");
    case "processing":
      return say("processing", "Processing…");
    case "redirecting":
      return say("redirecting", domain?.carrier === "redirect" ? `Taking you to ${domain.name}…` : "Taking you there another way…");
    case "done":
      return say("done", domain === null ? "You are signed in." : `You are signed in. Opening ${domain.name}…`);
    case "failed":
      return showFailure(status, domain);
  }
}

/** Puts the page into a state, with a sentence for the live region. */
export function say(state: State, sentence: string): void {
  mark(state, "");
  element("status", HTMLElement).replaceChildren(...(sentence === "" ? [] : [part("p", sentence)]));
}

function showFailure(status: Status, domain: DomainData | null): void {
  const code = status.code ?? "temporarily_unavailable";
  const { sentence, next } = messageOf(code, domain?.name ?? null);
  const trace = status.reference === undefined ? `Code ${code}` : `Code ${code}, reference ${status.reference}`;
  mark("failed", code);
  element("status", HTMLElement).replaceChildren(part("strong", sentence), part("p", next), part("small", trace));
}

function mark(state: State, code: string): void {
  document.body.dataset["state"] = state;
  document.body.dataset["code"] = code;
}

function part(name: "p" | "strong" | "small", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
