// A page with one button that hands the session over: loads the module, and shows what the module reports.
import type { SignIn, Status } from "@crosspass/auth";
import { attempt } from "./attempt";
import { data } from "./data";
import { isEnabled, reloadWhenRestored, setEnabled } from "./dom";
import { load } from "./load";
import { watchLeaving } from "./leaving";
import { isPaused, pauseAfter } from "./pause";
import { reportStatus } from "./report";
import { say, showStatus, text } from "./view";

/** What a page has of its own. */
export interface Page {
  button: HTMLButtonElement;
  /** The button's words. Without them they stay as they are: they name who goes where. */
  label?: string | undefined;
  /** The module is there, and the user had asked before it was. */
  resume?: () => void;
  /** `again`: the page's own button is the way on, with what was typed. */
  onFailed: (again: boolean) => void;
}

/** What a page may ask for. */
export interface HandOver {
  /** Hands over in the user's own event; without the module, tries again to load it if that had failed. */
  begin: (way: (signIn: SignIn) => void) => void;
  arm: (value: boolean) => void;
}

export function handOver({ button, label, resume, onFailed }: Page, armed: boolean): HandOver {
  let signIn: SignIn | null = null;
  let busy = false;
  let waiting = false;

  reloadWhenRestored();
  void prepare();
  return { begin, arm };

  function begin(way: (signIn: SignIn) => void): void {
    if (busy) return;
    if (signIn === null) {
      waiting = true;
      if (isEnabled(button)) retry();
      else say("loading", text("status.still_loading"));
      return;
    }
    if (!armed || isPaused()) return;
    const module = signIn;
    // Nothing is sent twice: from here on the page is busy until the module reports a failure.
    busy = true;
    refresh();
    attempt(() => way(module), show);
  }

  function arm(value: boolean): void {
    armed = value;
    refresh();
  }

  /** Loads the module; whatever was typed or asked for meanwhile stays. */
  async function prepare(): Promise<void> {
    const loaded = await load({ data, onStatus: show });
    if (typeof loaded === "string") {
      showStatus({ state: "failed", code: loaded }, data.domain);
      relabel(text("status.again"));
      setEnabled(button, true);
      return;
    }
    signIn = loaded;
    relabel(label);
    say("idle", "");
    refresh();
    if (waiting) resume?.();
    waiting = false;
  }

  /** The module could not be loaded, and the user asks for another try. */
  function retry(): void {
    say("loading", "");
    relabel(text("status.loading"));
    setEnabled(button, false);
    void prepare();
  }

  function show(status: Status): boolean {
    const { state, focus } = status;
    busy = state !== "idle" && state !== "failed";
    pauseAfter(status, refresh);
    const leaves = watchLeaving(status, show);
    refresh();
    showStatus(status, data.domain);
    reportStatus(status, data.domain);
    if (state !== "failed") return leaves;
    const again = focus === undefined && document.body.dataset["way"] === "again";
    relabel(again ? text("status.again") : label);
    onFailed(again);
    return leaves;
  }

  function refresh(): void {
    setEnabled(button, signIn !== null && armed && !busy && !isPaused());
  }

  function relabel(words: string | undefined): void {
    if (label !== undefined && words !== undefined) button.textContent = words;
  }
}
