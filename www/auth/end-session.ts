// Ending the issuer's session: one request, used by the launcher and the sign-out page.
import { post, type Refusal } from "./post";

/** Its result: a refusal, or where to go on, past the domains that held the session; nowhere if there is none. */
export type Ended = { refused: Refusal } | { next: string | null };

/** Ends this browser's session at the issuer, with all that it led to. One that is gone already counts as ended. */
export async function endSession(): Promise<Ended> {
  const outcome = await post("/api/sign-out", {});
  if ("refused" in outcome) return outcome.refused.code === "login_required" ? { next: null } : outcome;
  const { receipts } = outcome.answer;
  return { next: Array.isArray(receipts) && receipts.length > 0 ? "/sign-out/next" : null };
}
