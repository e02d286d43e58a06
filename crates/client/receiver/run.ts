// Carries out what the module's machine asks of the receiver page, one step after the other.
import type { Host, Receiver, Step } from "@crosspass/client/wasm";
import { CrosspassError } from "../front/error.js";

/** Carries out these steps, and all that their answers lead to. */
export async function carryOut(receiver: Receiver, host: Host, steps: Step[]): Promise<void> {
  for (const [name, ...given] of steps) {
    let next: Step[] = [];
    try {
      const answer: unknown = await (host[name] as (...given: unknown[]) => unknown)(...given);
      // What is only done has no answer.
      if (answer !== undefined) next = receiver.answer(answer);
    } catch (error) {
      next = receiver.refuse(error instanceof CrosspassError ? error.code : "");
    }
    await carryOut(receiver, host, next);
  }
}
