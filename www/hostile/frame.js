// Posts to the parent's opener: right origin, wrong window.
"use strict";

/** Called by the parent; the source of what it posts is this frame. */
function postAsParent(message) {
  parent.opener.postMessage(message, "*");
}
