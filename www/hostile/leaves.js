// A receiver that announces itself, and moves to another origin before the token is sent.
"use strict";

void begun().then(({ nonce, jkt }) => {
  window.opener.postMessage({ crosspass: 1, type: "ready", nonce, jkt }, "*");
  location.replace(`${told.decoy}#${new URLSearchParams({ nonce, jkt })}`);
});
