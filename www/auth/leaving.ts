// Leaving for the next page, which may take its time: one that never comes is said.
import type { Status } from "@crosspass/auth";

const PATIENCE_MS = 20_000;
/** The script that leaves in the module's place, where the operator has it so. */
const detour = document.querySelector<HTMLLinkElement>("#detour")?.href;

/**
 * Reports a failed connection if this page is still there then. Should the next one come after all, it is welcome.
 * Answers whether the page leaves by itself.
 */
export function watchLeaving({ state }: Status, show: (status: Status) => void): boolean {
  if (state !== "redirecting" && state !== "done") return false;
  setTimeout(() => show({ state: "failed", code: "network" }), PATIENCE_MS);
  if (detour) void import(detour);
  return !!detour;
}
