// Ends redirect loops: a tab that was sent to the issuer three times within a minute stays here.

const SLOT = "crosspass:turns";
const MOST = 3;
const WINDOW = 60_000;

/** Counts a redirect to the issuer; false if it is one too many. */
export function countRedirect(): boolean {
  const now = Date.now();
  const redirects = read().filter((at) => at <= now && now - at < WINDOW);
  if (redirects.length >= MOST) return false;
  write(JSON.stringify([...redirects, now]));
  return true;
}

/** A session was kept, or the user asked anew: the count begins again. */
export function forgetRedirects(): void {
  write("[]");
}

function read(): number[] {
  try {
    const redirects: unknown = JSON.parse(sessionStorage.getItem(SLOT) ?? "[]");
    return Array.isArray(redirects) ? redirects.filter((at) => typeof at === "number") : [];
  } catch {
    return [];
  }
}

function write(value: string): void {
  try {
    sessionStorage.setItem(SLOT, value);
  } catch {
    // Without storage no handoff can begin: that is said there.
  }
}
