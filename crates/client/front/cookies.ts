// Whether an API's cookies do not come along with calls of this page, though they are meant to.

const DEADLINE = 10_000;

/** Asks the API, a backend of Crosspass. Whatever else answers there is no reason to say so. */
export async function comeWithoutCookies(api: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(DEADLINE);
    const response = await fetch(`${api}/crosspass/cookies`, { credentials: "include", cache: "no-store", signal });
    const { came, across_sites: areForOtherSites } = (await response.json()) as Record<string, unknown>;
    return came === false && areForOtherSites === true;
  } catch {
    return false;
  }
}
