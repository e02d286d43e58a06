// Calls of the issuer's pages' own interface, with the visitor's cookie, from a page that has no business there.
"use strict";

/** Each is tried readable, and as a form would post it; tells what could be read of the answers. */
async function call(issuer, domain) {
  const ours = { audience: domain, nonce: "A".repeat(43), jkt: "A".repeat(43) };
  const bodies = {
    "/api/sign-out": {},
    "/api/handoffs": ours,
    "/api/sign-in": { ...ours, login: "ada", password: "guess" },
    "/api/session": {},
  };
  const read = [];
  for (const [path, body] of Object.entries(bodies)) {
    const post = { method: "POST", credentials: "include", body: JSON.stringify(body) };
    const json = { "content-type": "application/json" };
    for (const init of [{ ...post, headers: json }, { ...post, mode: "no-cors" }, { credentials: "include" }]) {
      try {
        const answer = await fetch(issuer + path, init);
        if (answer.type !== "opaque") read.push(`${path}: ${answer.status} ${await answer.text()}`);
      } catch {
        // Refused by the browser: nothing to read.
      }
    }
  }
  return read;
}
