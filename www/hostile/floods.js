// A receiver that posts a burst to the auth page, and is a good one when the story has looked.
"use strict";

flood(window.opener, told.count);
localStorage.setItem("hostile:flooded", "");
const waiting = setInterval(() => {
  if (localStorage.getItem("hostile:go") === null) return;
  clearInterval(waiting);
  makeWay();
}, 20);
