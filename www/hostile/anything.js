// A receiver that posts everything that is no message of the protocol, and good messages from another window; then it
// is a good one. Whatever the auth page takes of it shows in how the handoff goes on.
"use strict";

const session = { crosspass: 1, type: "session", token: "a.b.c" };

/** Messages that are nearly good ones, and values that are none. */
function malformed({ nonce, jkt }) {
  const ready = { crosspass: 1, type: "ready", nonce, jkt };
  const failed = { crosspass: 1, type: "failed", code: "network" };
  const cyclic = { ...failed };
  cyclic.code = cyclic;
  let deep = "failed";
  for (let depth = 0; depth < 500; depth += 1) deep = { deep };
  return [
    session,
    { ...failed, crosspass: 2 },
    { ...failed, crosspass: "1" },
    { ...failed, crosspass: 1.5 },
    { ...failed, extra: "" },
    { ...failed, code: "no_code_of_ours" },
    { ...failed, code: ["network"] },
    { ...failed, code: "x".repeat(5_000_000) },
    { ...failed, type: "FAILED" },
    { ...failed, type: new String("failed") },
    { type: "failed", code: "network" },
    { crosspass: 1, code: "network" },
    { ...ready, jkt: `${jkt}=` },
    { ...ready, nonce: nonce.slice(1) },
    { ...ready, nonce: "x".repeat(5_000_000) },
    { crosspass: 1, type: "ready", nonce },
    JSON.parse('{"__proto__":{"crosspass":1,"type":"failed","code":"network"}}'),
    JSON.parse('{"crosspass":1,"type":"failed","code":"network","__proto__":{}}'),
    Object.assign(Object.create(failed), { type: "failed" }),
    { ...failed, code: deep },
    cyclic,
    [failed],
    Object.assign([], failed),
    Object.assign(new Date(), failed),
    new Map(Object.entries(failed)),
    new Set([failed]),
    new ArrayBuffer(5_000_000),
    new Uint8Array(16),
    new Blob(["failed"]),
    new Error("failed"),
    Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])),
    JSON.stringify(failed),
    "failed",
    "",
    NaN,
    1n,
    true,
    null,
    undefined,
    { crosspass: 1, type: "stored", nonce: jkt },
    // Before anything was posted nothing can have been stored.
    { crosspass: 1, type: "stored", nonce },
  ];
}

function postAll(binding) {
  for (const message of malformed(binding)) window.opener.postMessage(message, "*");
  // A getter runs here, while the message is copied.
  const getter = { crosspass: 1, type: "failed", get code() { return ["network"]; } };
  window.opener.postMessage(getter, "*");
  const buffer = new ArrayBuffer(1024);
  window.opener.postMessage({ crosspass: 1, type: "failed", code: buffer }, "*", [buffer]);
  window.opener.postMessage({ crosspass: 1, type: "failed", code: "network", port: 1 }, "*", [new MessageChannel().port1]);
}

/** Good messages of this origin from a frame: not from the window that the auth page opened. */
function postFromAnotherWindow({ nonce, jkt }) {
  return new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.src = "/hostile/frame.html";
    frame.addEventListener("load", () => {
      frame.contentWindow.postAsParent({ crosspass: 1, type: "ready", nonce, jkt });
      frame.contentWindow.postAsParent({ crosspass: 1, type: "failed", code: "network" });
      frame.contentWindow.postAsParent({ crosspass: 1, type: "stored", nonce });
      resolve();
    });
    document.body.append(frame);
  });
}

void begun().then(async (binding) => {
  postAll(binding);
  await postFromAnotherWindow(binding);
  makeWay();
});
