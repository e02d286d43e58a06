// The receiver page of a domain with a backend: which window messages it takes, and which codes it passes on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundled } from "../../../crates/client/npm/test/bundled.mjs";

const { readToken } = await bundled("../message.ts", import.meta.url);
const { knownCode } = await bundled("../codes.ts", import.meta.url);

const GOOD = { crosspass: 1, type: "session", token: "a.b.c" };
const LONGEST = "a".repeat(8192);
const HUGE = "a".repeat(5 << 20);

const without = ({ ...message }, name) => {
  delete message[name];
  return message;
};
const cyclic = { ...GOOD };
cyclic.token = cyclic;
let deep = {};
for (let depth = 0; depth < 1000; depth++) deep = { deep };

const HOSTILE = {
  "nothing": undefined,
  "null": null,
  "a number": 1,
  "a text": JSON.stringify(GOOD),
  "the object of a huge text": new String(HUGE),
  "an array": [1, "session", "a.b.c"],
  "a huge buffer": new ArrayBuffer(5 << 20),
  "huge bytes": new Uint8Array(5 << 20),
  "a map": new Map(Object.entries(GOOD)),
  "a date": new Date(0),
  "an error": new Error("session"),
  "no members": {},
  "no version": without(GOOD, "crosspass"),
  "version 2": { ...GOOD, crosspass: 2 },
  "the version as a text": { ...GOOD, crosspass: "1" },
  "the version as a flag": { ...GOOD, crosspass: true },
  "no type": without(GOOD, "type"),
  "another type": { ...GOOD, type: "ready" },
  "another case": { ...GOOD, type: "Session" },
  "the type in a list": { ...GOOD, type: ["session"] },
  "no token": without(GOOD, "token"),
  "a token of a character too many": { ...GOOD, token: `${LONGEST}a` },
  "a token of 5 MB": { ...GOOD, token: HUGE },
  "the token in a list": { ...GOOD, token: ["a.b.c"] },
  "the token's object": { ...GOOD, token: new String("a.b.c") },
  "one member more": { ...GOOD, nonce: "a" },
  "`__proto__` as a member": JSON.parse('{"crosspass":1,"type":"session","token":"a","__proto__":{}}'),
  "`__proto__` in place of the token": JSON.parse('{"crosspass":1,"type":"session","__proto__":{"token":"a"}}'),
  "100,000 members": Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`m${at}`, at])),
  "cyclic": cyclic,
  "deep": { ...GOOD, token: deep },
};

// attack: 6
test("a message that is not exactly the expected one is dropped", async (all) => {
  for (const [name, data] of Object.entries(HOSTILE)) {
    // What a window hears is a clone, made in the same way.
    await all.test(name, () => assert.equal(readToken(structuredClone(data)), undefined));
  }
});

// attack: 6
test("a getter is none any more in what a window hears", () => {
  let told = 0;
  const data = {
    ...without(GOOD, "token"),
    get token() {
      told += 1;
      return "a.b.c";
    },
  };
  const heard = structuredClone(data);
  assert.equal(readToken(heard), "a.b.c");
  assert.equal(told, 1, "the one time is the sender's, when it was cloned");
});

test("the token is taken, whatever the order, up to the longest that is read", () => {
  assert.equal(readToken(structuredClone(GOOD)), "a.b.c");
  assert.equal(readToken(structuredClone({ token: LONGEST, type: "session", crosspass: 1 })), LONGEST);
});

test("every code of the protocol is passed on, and nothing else", () => {
  const docs = readFileSync(new URL("../../../docs/codes.md", import.meta.url), "utf8");
  const codes = [...docs.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  assert.ok(codes.length > 15, "docs/codes.md has a table of codes");
  for (const error of codes) assert.equal(knownCode({ error }), error);
  for (const error of ["", "constructor", "__proto__", "toString", "Network", "<b>", 1, null, ["network"]]) {
    assert.equal(knownCode({ error }), "temporarily_unavailable");
  }
  for (const answer of [undefined, null, "network", {}, []]) assert.equal(knownCode(answer), "temporarily_unavailable");
});
