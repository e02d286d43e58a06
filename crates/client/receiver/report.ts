// Tells the issuer where a handoff failed: stage and code, nothing about the user.

/** Sends it; what becomes of it changes nothing here. */
export function reportRefusal(issuer: string, code: string): void {
  const body = JSON.stringify({ stage: "receiver", code });
  const headers = { "content-type": "application/json" };
  // The page may leave before it is sent.
  fetch(`${issuer}/api/report`, { method: "POST", headers, body, credentials: "omit", keepalive: true }).catch(() => undefined);
}
