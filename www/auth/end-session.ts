// Ending the issuer's session: one request, used by the launcher and the sign-out page.
import { post, type Refusal } from "./post";

/** Ends this browser's session at the issuer. A session that is gone already counts as ended. */
export async function endSession(): Promise<Refusal | null> {
  const outcome = await post("/api/sign-out", {});
  return "refused" in outcome && outcome.refused.code !== "login_required" ? outcome.refused : null;
}
