// Loading the wasm module: always ends, and a failure has a code.
import init, { SignIn, type SignInOptions } from "@crosspass/auth";
import { codeOf, type Code } from "./codes";

/** Longer than any bearable wait: what takes this long is reported as a failed connection. */
const PATIENCE_MS = 20_000;

/** A sign-in that is ready for its click, or the code of what stopped it. May be tried again. */
export async function load(options: SignInOptions): Promise<SignIn | Code> {
  const module = await download();
  if (module === null) return "network";
  try {
    await init({ module_or_path: module });
  } catch (error) {
    // The connection broke midway, or took too long; all else is a refusal by policy or a damaged module.
    return error instanceof TypeError || error instanceof DOMException ? "network" : "wasm_blocked";
  }
  try {
    return new SignIn(options);
  } catch (error) {
    return codeOf(error);
  }
}

async function download(): Promise<Response | null> {
  try {
    const url = new URL(__WASM_URL__, import.meta.url);
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.ok ? response : null;
  } catch {
    return null;
  }
}
