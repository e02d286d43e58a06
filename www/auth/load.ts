// Loading the wasm module: always ends, and a failure has a code.
import init from "@crosspass/auth";
import type { Code } from "./messages";

/** Longer than any bearable wait: what takes this long is reported as a failed connection. */
const PATIENCE_MS = 20_000;

/** Loads the module. Resolves to null once it is ready, else to the code of what stopped it. May be tried again. */
export async function load(): Promise<Code | null> {
  let timer: number | undefined;
  const patience = new Promise<Code>((resolve) => {
    timer = window.setTimeout(() => resolve("network"), PATIENCE_MS);
  });
  try {
    return await Promise.race([start(), patience]);
  } finally {
    window.clearTimeout(timer);
  }
}

async function start(): Promise<Code | null> {
  try {
    await init({ module_or_path: new URL(__WASM_URL__, import.meta.url) });
    return null;
  } catch (error) {
    // A fetch that fails is a TypeError; a refusal by policy or a broken module is a CompileError, LinkError or EvalError.
    return error instanceof TypeError ? "network" : "wasm_blocked";
  }
}
