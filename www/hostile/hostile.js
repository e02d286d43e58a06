// What each page of the attacker can do: hear, open windows, post in bursts, frame, watch from outside.
"use strict";

// Heard messages are told to the attacker's host: its log has them even when the page is gone.
addEventListener("message", () => void fetch("/heard"));

// The story says what is to be opened: window.target.
addEventListener("click", (event) => {
  if (event.target.id === "open") window.victim = window.open(window.target, "_blank");
});

/** Posts so many messages of every kind to a window; a good `failed` would be the domain's right. */
function flood(victim, count) {
  const kinds = [
    { crosspass: 1, type: "session", token: "a.b.c" },
    { crosspass: 1, type: "ready", nonce: "x", jkt: "y" },
    { crosspass: 1, type: "stored", nonce: "x" },
    { crosspass: 1, type: "failed", code: "no_code_of_ours" },
    { crosspass: 2, type: "session", token: "x".repeat(500) },
    "crosspass",
  ];
  for (let sent = 0; sent < count; sent += 1) victim.postMessage(kinds[sent % kinds.length], "*");
}

/** Puts a page into a frame; its `load` is noted on the frame. */
function frame(address) {
  const made = document.createElement("iframe");
  made.id = "framed";
  made.addEventListener("load", () => (made.dataset.loaded = ""));
  made.src = address;
  document.body.append(made);
}
