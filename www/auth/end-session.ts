// Ending the issuer's session: one request, used by the launcher and the sign-out page.
import type { Code } from "./codes";

/** Why the session has not ended, with the operator's reference where the server gave one. */
export interface Refusal {
  code: Code;
  reference?: string | undefined;
}

/** Ends this browser's session at the issuer. A session that is gone already counts as ended. */
export async function endSession(): Promise<Refusal | null> {
  try {
    const response = await fetch("/api/sign-out", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
      redirect: "error",
      signal: AbortSignal.timeout(15_000),
    });
    if (response.ok) return null;
    const { error = "temporarily_unavailable", reference } = (await response.json()) as { error?: Code; reference?: string };
    return error === "login_required" ? null : { code: error, reference };
  } catch {
    return { code: "network" };
  }
}
