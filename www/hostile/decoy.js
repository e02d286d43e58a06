// The decoy: says all that a receiver says, with the right nonce, from the right window and the wrong origin.
"use strict";

const { nonce, jkt } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

setInterval(() => {
  window.opener.postMessage({ crosspass: 1, type: "ready", nonce, jkt }, "*");
  window.opener.postMessage({ crosspass: 1, type: "stored", nonce }, "*");
  window.opener.postMessage({ crosspass: 1, type: "failed", code: "network" }, "*");
}, 50);
void fetch("/decoy-is-there");
