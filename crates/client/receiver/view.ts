// What the receiver page shows: work, a refusal with a way on, or the question of two users.
import { guardClicks } from "@crosspass/shared/click-guard";
import { readSession, type Session } from "../front/session.js";
import { issuer } from "@crosspass/shared/issuer";
import { byId, show } from "@crosspass/shared/receiver-page";

/** How long somebody waits who tried too often. */
const PAUSE_MS = 5000;

/** Says why it ended, in the page's words for it, and what to do next. `returnTo` is where the handoff was to end. */
export function showRefusal(code: string, returnTo = "/"): void {
  const why = document.getElementById(`why-${code}`) ?? byId("why");
  const present = readSession(issuer);
  const way = present ? "go" : why.dataset["way"];
  Object.assign(document.body.dataset, { state: "failed", code, way });
  byId("actions").replaceChildren();
  byId("go").setAttribute("href", returnTo);
  byId("code").textContent = code;
  byId("ways").onclick = (event) => {
    if (!(event.target instanceof HTMLButtonElement)) return;
    // From the beginning: nothing of a handoff that failed is used again.
    history.replaceState(null, "", `#begin=${encodeURIComponent(returnTo)}`);
    location.reload();
  };
  if (way === "wait") setTimeout(() => (document.body.dataset["way"] = "again"), PAUSE_MS);
  show(
    present ? `You are still signed in as ${present.name}` : "You are not signed in",
    why.textContent + (present ? " Nothing has changed." : ""),
  );
}

/** Asks whether the present user's session is to be replaced. */
export function askToReplace(present: Session | null, { name, email }: { name: string; email: string }): Promise<boolean> {
  document.body.dataset["state"] = "asking";
  return new Promise((resolve) => {
    byId("actions").replaceChildren(
      armed(button("switch", `Switch to ${name}`, () => resolve(true))),
      button("stay", `Stay ${present?.name ?? "as it is"}`, () => resolve(false)),
    );
    show(`Switch to ${name}?`, `${present?.name ?? "Somebody"} is signed in on ${location.host}. You signed in as ${email}.`);
  });
}

function button(id: string, text: string, onClick: () => void): HTMLElement {
  const element = document.createElement("button");
  element.id = id;
  element.className = id === "stay" ? "button quiet" : "button";
  element.textContent = text;
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") onClick();
  });
  return element;
}

/** What changes who is signed in answers only after there was time to read it. */
function armed(element: HTMLElement): HTMLElement {
  element.setAttribute("aria-disabled", "true");
  guardClicks(element, (ready) => element.setAttribute("aria-disabled", String(!ready)));
  return element;
}
