// The issuer's key set as the front reads it: hostile answers, and for how long the last good set stands in.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, beforeEach, test } from "node:test";
import { bundled } from "./bundled.mjs";

// What a page has and node has not, and time that passes at once.
const kept = new Map();
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
};
const { now } = Date;
const { timeout } = AbortSignal;
let ahead = 0;
Date.now = () => now() + ahead;
let longest = 0;
AbortSignal.timeout = (milliseconds) => {
  longest = Math.max(longest, milliseconds);
  return timeout(milliseconds / 100);
};
const { issuerKeys } = await bundled("../../front/issuer.ts", import.meta.url);

let answer = () => {};
let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  answer(response, request);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

function startAfresh() {
  kept.clear();
  ahead = 0;
  asked = 0;
}

beforeEach(startAfresh);

const MINUTE = 60_000;
const A = JSON.stringify({ keys: [{ kid: "a" }] });
const B = JSON.stringify({ keys: [{ kid: "b" }] });

function gives(text, status = 200, headers = {}) {
  answer = (response) => response.writeHead(status, headers).end(text);
}

function refused(promise, code) {
  return assert.rejects(promise, (error) => error.code === code);
}

const HOSTILE = {
  "status 500": () => gives(A, 500),
  "no answer in time": () => (answer = () => {}),
  "10 MB": () => gives(`{"keys":[]${" ".repeat(10 << 20)}}`),
  "a page": () => gives("<!doctype html><title>Sign in to this network</title>"),
  "no set": () => gives("{}"),
  "nothing": () => gives(""),
  "a redirect": () => (answer = (response, { url }) => (url === "/else" ? response.end(B) : response.writeHead(302, { location: "/else" }).end())),
  ...Object.fromEntries(
    // Of whichever key, whatever they hold, and however they are spelled.
    ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"].flatMap((name) => [
      [`private member ${name}`, () => gives(JSON.stringify({ keys: [{ kid: "b" }, { kid: "c", [name]: "AAAA" }] }))],
      [`empty private member ${name}`, () => gives(JSON.stringify({ keys: [{ kid: "b", [name]: "" }] }))],
      [`escaped private member ${name}`, () => gives(`{"keys":[{"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}" :null}]}`)],
    ]),
  ),
};

// attack: 28, 106
test("hostile answers: the last good set for less than an hour, then none", async (all) => {
  for (const [name, turn] of Object.entries(HOSTILE)) {
    await all.test(name, async () => {
      startAfresh();
      turn();
      await refused(issuerKeys(issuer, false), "network");
      gives(A);
      assert.equal(await issuerKeys(issuer, false), A);
      turn();
      assert.equal(await issuerKeys(issuer, false), A);
      ahead = 59 * MINUTE;
      assert.equal(await issuerKeys(issuer, false), A);
      // Nobody is told that a key is there by a set that is older than the question.
      await refused(issuerKeys(issuer, true), "network");
      ahead = 60 * MINUTE;
      await refused(issuerKeys(issuer, false), "network");
      // A clock that was set back makes no set younger.
      ahead = -MINUTE;
      await refused(issuerKeys(issuer, false), "network");
      assert.ok(longest <= 15_000, `a page would wait ${longest} ms`);
    });
  }
});

test("public members and values that look like secrets refuse no set", async () => {
  const key = { kid: "d", kty: "EC", crv: "P-256", x: "AA", y: "AA", n: "AA", e: "AQAB", pub: "AA", use: "sig", key_ops: ["verify"] };
  const set = JSON.stringify({ keys: [{ ...key, x5c: ['"d":', '{"k":1}'], ed: 1, private: 1 }], d: 1 });
  gives(set);
  assert.equal(await issuerKeys(issuer, false), set);
  gives("", 500);
  assert.equal(await issuerKeys(issuer, false), set);
});

// attack: 28
test("the last good set of another issuer is none", async () => {
  gives(A);
  await issuerKeys(issuer, false);
  await refused(issuerKeys("http://127.0.0.1:1", false), "network");
});

// attack: 28
test("keys that nobody knows ask the issuer once a minute", async () => {
  gives(A);
  assert.equal(await issuerKeys(issuer, true), A);
  for (let time = 0; time < 50; time++) await refused(issuerKeys(issuer, true), "invalid_token");
  assert.equal(asked, 1);
  ahead = MINUTE;
  assert.equal(await issuerKeys(issuer, true), A);
  assert.equal(asked, 2);
});

// attack: 90
test("a set without a key that was removed replaces the one that had it", async () => {
  gives(A);
  await issuerKeys(issuer, false);
  gives(B);
  assert.equal(await issuerKeys(issuer, false), B);
  gives(B, 503);
  assert.equal(await issuerKeys(issuer, false), B);
});
