// Calls of the issuer's own API that need no module: one request, and its result.
import type { Code } from "./codes";

/** Why nothing came of it, with the operator's reference where the server gave one. */
export interface Refusal {
  code: Code;
  reference?: string;
}

type Answer = Partial<Record<string, unknown>>;

/** How a call ended: with the answer's members, of which there may be none, or with a refusal. */
export type Outcome = { answer: Answer } | { refused: Refusal };

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
    if (response.ok) return { answer: response.status === 204 ? {} : (await response.json()) as Answer };
    const { error = "temporarily_unavailable", reference } = (await response.json()) as { error?: Code; reference?: string };
    return { refused: { code: error, ...(reference !== undefined && { reference }) } };
  } catch {
    return { refused: { code: "network" } };
  }
}
