// After a sign-out at the issuer: this domain's session may have ended. The address proves nothing, so the issuer is asked.
import { exchange } from "../front/issuer.js";
import { now, prove } from "../front/prover.js";
import { dropSession, readKept } from "../front/session.js";
import { issuer } from "@crosspass/shared/issuer";

/** Ends the session on all pages if the issuer says that it is over, and goes back there in any case. */
export async function learnEnd(): Promise<void> {
  const kept = readKept(issuer);
  try {
    if (!kept) return;
    const address = `${issuer}/api/renew`;
    const { token, clock } = kept;
    const { result } = await exchange(address, { token }, await prove("POST", address, now(clock), token));
    // A token that comes instead is not needed: the session goes on with the one that it has.
    if (typeof result !== "string" && result.code === "login_required") dropSession(kept);
  } finally {
    location.replace(`${issuer}/sign-out/next`);
  }
}
