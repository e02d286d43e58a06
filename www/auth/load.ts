// Loading the wasm module: always ends, and a failure has a code.
import init, { SignIn, type SignInOptions } from "@crosspass/auth";
import { codeOf, type Code } from "./codes";

/** Longer than any bearable wait: what takes this long is reported as a failed connection. */
const PATIENCE_MS = 20_000;

/** A sign-in that is ready for its click, or the code of what stopped it. May be tried again. */
export async function load(options: SignInOptions): Promise<SignIn | Code> {
  try {
    const module = await fetch(new URL(__WASM_URL__, import.meta.url), { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!module.ok) return "network";
    await init({ module_or_path: module });
    return new SignIn(options);
  } catch (error) {
    // The connection broke, or took too long; all else is a refusal by policy, a damaged module, or says what it is.
    return error instanceof TypeError || error instanceof DOMException ? "network" : codeOf(error, "wasm_blocked");
  }
}
