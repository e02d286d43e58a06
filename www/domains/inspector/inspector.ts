// The inspector's page: asks for the handoffs again and again, lists them, and draws the chosen one.
import { draw, find } from "./diagram";
import type { Handoff } from "./handoff";

const PAUSE = 700;

let handoffs: Handoff[] = [];
/** The one to be shown; the last one, as long as nobody chose. */
let chosen: number | null = null;
let last = "";

async function look(): Promise<void> {
  try {
    const answer = await fetch("/inspector/handoffs");
    const text = await answer.text();
    find("live").textContent = "Live";
    document.body.dataset["live"] = "yes";
    if (text !== last) {
      last = text;
      handoffs = JSON.parse(text) as Handoff[];
      show();
    }
  } catch {
    find("live").textContent = "The demo has stopped";
    document.body.dataset["live"] = "no";
  }
}

function show(): void {
  document.body.dataset["state"] = handoffs.length === 0 ? "empty" : "filled";
  const shown = handoffs.find((handoff) => handoff.id === chosen) ?? handoffs[0];
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["id"] : undefined;
  find("list").replaceChildren(...handoffs.map((handoff) => entry(handoff, handoff === shown)));
  document.querySelector<HTMLElement>(`[data-id="${focused ?? ""}"]`)?.focus();
  if (shown !== undefined) draw(shown);
}

function entry(handoff: Handoff, isShown: boolean): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset["id"] = String(handoff.id);
  button.dataset["outcome"] = handoff.outcome;
  if (isShown) button.setAttribute("aria-current", "true");
  const title = document.createElement("b");
  title.textContent = `${handoff.login ?? "?"} → ${handoff.name}`;
  const more = document.createElement("span");
  more.textContent = [handoff.carrier, handoff.outcome].filter((text) => text !== null).join(", ");
  button.append(title, more);
  button.addEventListener("click", () => {
    chosen = handoff.id;
    show();
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

// Up and down go through the list, from any of its buttons.
find("list").addEventListener("keydown", (event) => {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const at = handoffs.findIndex((handoff) => String(handoff.id) === (event.target as HTMLElement).dataset["id"]);
  const next = handoffs[at + step];
  if (step === 0 || next === undefined) return;
  event.preventDefault();
  chosen = next.id;
  show();
  document.querySelector<HTMLElement>(`[data-id="${next.id}"]`)?.focus();
});

for (;;) {
  // Nobody looks at a page that is hidden.
  if (!document.hidden) await look();
  await new Promise((done) => setTimeout(done, PAUSE));
}
