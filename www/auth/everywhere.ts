// Being signed in at every domain: the issuer is asked, and says where that begins.
import { post, type Refusal } from "./post";

/** Where it shall end, and which one it repeats, for what was missing there. */
export interface Wish {
  return_to?: string | null;
  retry?: string | null | undefined;
}

/** Leaves for the first domain, by way of the issuer's own address; tells why not. */
export async function signInEverywhere({ return_to, retry }: Wish = {}): Promise<Refusal | null> {
  const outcome = await post("/api/propagations", { return_to, retry });
  if ("refused" in outcome) return outcome.refused;
  const { location: address } = outcome.answer;
  if (typeof address !== "string" || !address.startsWith("/propagate/")) return { code: "temporarily_unavailable" };
  location.assign(address);
  return null;
}
