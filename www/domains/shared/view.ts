// What a demo page shows of the session: the body's `data-session`, and one element per claim.
import { CrosspassError, type Session } from "@crosspass/client";

const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** Shows who is signed in, or that nobody is; of the last user nothing stays behind in the page. */
export function showSession(session: Session | null): void {
  document.body.dataset["session"] = session === null ? "none" : "signed-in";
  document.body.dataset["carrier"] = session?.carrier ?? "";
  write("session-subject", session?.subject);
  write("session-name", session?.name);
  write("session-email", session?.email);
  write("session-carrier", session?.carrier);
  write("session-domain", session?.domain);
  writeTime("session-since", session?.authTime);
  writeTime("session-expires", session?.expiresAt);
  write("error", undefined);
}

/** The page does not know yet. */
export function showLoading(): void {
  showSession(null);
  document.body.dataset["session"] = "loading";
}

/** Says why it did not work, with the stable code for people who help. */
export function showError(error: unknown): void {
  const found = document.getElementById("error");
  if (found === null) throw error;
  const code = error instanceof CrosspassError ? error.code : "unknown";
  const reason = error instanceof Error ? error.message : String(error);
  found.dataset["code"] = code;
  found.textContent = `That did not work: ${reason} (${code})`;
}

/** Runs `action` on a click, once at a time, and shows its failure. */
export function onClick(id: string, action: () => Promise<void>): void {
  const button = document.getElementById(id);
  let running = false;
  const press = async (element: HTMLElement): Promise<void> => {
    running = true;
    element.setAttribute("aria-busy", "true");
    try {
      await action();
    } catch (error) {
      showError(error);
    } finally {
      running = false;
      element.removeAttribute("aria-busy");
    }
  };
  button?.addEventListener("click", () => {
    if (!running) void press(button);
  });
}

function write(id: string, text: string | undefined): void {
  const found = document.getElementById(id);
  if (found === null) return;
  found.textContent = text ?? "";
  delete found.dataset["code"];
}

function writeTime(id: string, seconds: number | undefined): void {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLTimeElement)) return;
  const moment = seconds === undefined ? null : new Date(seconds * 1000);
  found.dateTime = moment?.toISOString() ?? "";
  found.textContent = moment === null ? "" : time.format(moment);
}
