// What hostile script on a domain tries for a session that is bound to a key of its own, which it could carry off.
"use strict";

/** Where a session for a new key is asked for; the key can be exported. */
async function askFor(issuer) {
  const base64url = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const text = new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }));
  const jkt = base64url(await crypto.subtle.digest("SHA-256", text));
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(32)));
  return `${issuer}/sign-in?${new URLSearchParams({ return_to: `${location.origin}/`, nonce, jkt })}`;
}

/** Loads an address out of sight, by this element. Scripts there do not run, so nothing takes a ticket off the address. */
function hide(name, address) {
  const made = document.createElement(name);
  if (name === "iframe") made.sandbox = "allow-same-origin";
  made.style.opacity = 0;
  made[name === "object" ? "data" : "src"] = address;
  document.body.append(made);
}

/** Calls an address with the user's cookie. */
function call(mode, address) {
  fetch(address, { mode, credentials: "include" }).catch(() => undefined);
}

/** Opens an address in a window of this page's, in a click of the user's. */
function offer(address) {
  const button = document.createElement("button");
  button.id = "offer";
  button.textContent = "Claim your prize";
  button.addEventListener("click", () => (window.victim = open(address, "_blank")));
  document.body.prepend(button);
}
