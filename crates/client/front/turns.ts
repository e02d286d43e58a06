// Ends redirect loops: a tab that was sent to the issuer three times within a minute stays here.

const SLOT = "crosspass:turns";
const MOST = 3;
const WINDOW = 60_000;

/** Counts a turn; false if it is one too many. */
export function takeTurn(): boolean {
  const now = Date.now();
  const turns = read().filter((at) => at <= now && now - at < WINDOW);
  if (turns.length >= MOST) return false;
  write(JSON.stringify([...turns, now]));
  return true;
}

/** A session was kept, or the user asked anew: the count begins again. */
export function resetTurns(): void {
  write("[]");
}

function read(): number[] {
  try {
    const turns: unknown = JSON.parse(sessionStorage.getItem(SLOT) ?? "[]");
    return Array.isArray(turns) ? turns.filter((at) => typeof at === "number") : [];
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
