// One call into the wasm module: what it throws is shown like every other failure, so no page stays busy for ever.
import type { Status } from "@crosspass/auth";
import { codeOf } from "./codes";

/** Calls the module inside the user's gesture; a refusal goes where its reports go. */
export function attempt(handOver: () => void, onStatus: (status: Status) => void): void {
  try {
    handOver();
  } catch (error) {
    onStatus({ state: "failed", code: codeOf(error, "temporarily_unavailable") });
  }
}
