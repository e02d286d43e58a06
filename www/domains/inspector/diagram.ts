// One handoff as a sequence diagram: a lane for each who takes part, an arrow for each message.
import { LANES, laneName, type Arrow, type Handoff } from "./handoff";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** Draws it. */
export function draw(handoff: Handoff): void {
  find("title").textContent = `${handoff.login ?? "Somebody"} to ${handoff.name}`;
  const carrier = handoff.carrier === null ? "" : `, by ${handoff.carrier}`;
  find("facts").textContent = `${handoff.domain}${carrier}, ${clock.format(handoff.at)}: ${handoff.outcome}`;
  find("sheet").dataset["outcome"] = handoff.outcome;
  find("lanes").replaceChildren(
    ...LANES.map((lane) => {
      const item = document.createElement("li");
      item.className = lane;
      item.textContent = laneName(lane, handoff);
      return item;
    }),
  );
  find("arrows").replaceChildren(...handoff.arrows.map((arrow) => message(arrow, handoff)));
  find("sheet").hidden = false;
}

function message(arrow: Arrow, handoff: Handoff): HTMLElement {
  const [from, to] = [LANES.indexOf(arrow.from), LANES.indexOf(arrow.to)];
  const item = document.createElement("li");
  item.className = [arrow.from, `seen-${arrow.seen}`, from < to ? "right" : from > to ? "left" : "self"].join(" ");
  item.classList.toggle("refusal", arrow.is_refusal);
  item.dataset["from"] = arrow.from;
  item.dataset["to"] = arrow.to;
  item.style.setProperty("--first", String(Math.min(from, to) + 1));
  item.style.setProperty("--span", String(Math.abs(from - to) + 1));
  item.append(
    part("span", "way", `${laneName(arrow.from, handoff)} to ${laneName(arrow.to, handoff)}: `),
    part("span", "what", arrow.what),
    part("span", "line", ""),
    part("span", "proof", arrow.proof),
    part("span", "when", when(arrow, handoff)),
  );
  return item;
}

/** Milliseconds from the first message; what nobody saw has no time. */
function when(arrow: Arrow, handoff: Handoff): string {
  const time = arrow.seen === "follows" ? "" : `+${Math.round(arrow.at - handoff.at)} ms`;
  return arrow.reference === null ? time : `${time} · ${arrow.reference}`;
}

function part(tag: "span", name: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** An element of the page. */
export function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
}
