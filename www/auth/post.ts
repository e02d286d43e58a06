// Calls of the issuer's own API that need no module: one request, and what came of it.
import type { Code } from "./codes";

/** Why nothing came of it, with the operator's reference where the server gave one. */
export interface Refusal {
  code: Code;
  reference?: string | undefined;
}

/** What came of a call: the answer's members, of which there may be none, or a refusal. */
export type Outcome = { answer: Partial<Record<string, unknown>> } | { refused: Refusal };

/** Posts an object as JSON, with the cookie. */
export async function post(address: string, body: object): Promise<Outcome> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(15_000),
    });
    if (response.ok) return { answer: response.status === 204 ? {} : await response.json() };
    const { error = "temporarily_unavailable", reference } = (await response.json()) as { error?: Code; reference?: string };
    return { refused: { code: error, reference } };
  } catch {
    return { refused: { code: "network" } };
  }
}
