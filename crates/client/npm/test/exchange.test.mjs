// What the front gives the issuer for a token: as a form where its key set says version 2, else as JSON; and whose time it reads.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, beforeEach, test } from "node:test";
import { bundled } from "./bundled.mjs";

const kept = new Map();
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, value),
};
const { exchange, issuerKeys } = await bundled("../../front/issuer.ts", import.meta.url);

/** What the issuer says of itself, what it answers, and what it was sent. */
let version;
let answer;
let sent = [];
const server = createServer(async (request, response) => {
  if (request.url === "/.well-known/jwks.json") return response.end(JSON.stringify({ crosspass: version, keys: [] }));
  let body = "";
  for await (const part of request) body += part;
  const { "content-type": type, dpop } = request.headers;
  const call = { type, dpop, body };
  sent.push(call);
  const { status = 200, headers = {}, text } = answer(call);
  return response.writeHead(status, headers).end(text);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

const RENEW = `${issuer}/api/renew`;
const FORM = "application/x-www-form-urlencoded;charset=UTF-8";

function gives(body, more = {}) {
  answer = () => ({ text: body && JSON.stringify(body), ...more });
}

beforeEach(() => {
  kept.clear();
  sent = [];
  version = 2;
  gives({ token: "next", now: 1_800_000_000 });
});

test("version 1, or none: JSON and a header", async () => {
  for (version of [undefined, 1, 0, "2", null, [2], 2.5]) {
    sent = [];
    await issuerKeys(issuer, false);
    assert.equal((await exchange(RENEW, { token: "t" }, "p")).result, "next");
    assert.deepEqual(sent, [{ type: "application/json", dpop: "p", body: '{"token":"t"}' }]);
  }
});

test("nothing known of the issuer, or of another one: JSON and a header", async () => {
  await exchange(RENEW, { token: "t" }, "p");
  kept.set("crosspass:jwks", JSON.stringify({ issuer: "https://other.example", text: '{"crosspass":2}', at: Date.now() }));
  await exchange(RENEW, { token: "t" }, "p");
  assert.deepEqual(sent.map(({ type }) => type), ["application/json", "application/json"]);
});

test("version 2 or higher: a form with the proof inside, and no header that needs permission", async () => {
  for (version of [2, 3]) {
    sent = [];
    await issuerKeys(issuer, false);
    await exchange(RENEW, { token: "t" }, "p");
    await exchange(`${issuer}/api/redeem`, { ticket: "t" }, "p");
    gives({ now: 1_800_000_000 });
    assert.equal((await exchange(`${issuer}/api/end`, { token: "t", everywhere: true }, "p")).result, "");
    gives({ token: "next", now: 1_800_000_000 });
    assert.deepEqual(sent, [
      { type: FORM, dpop: undefined, body: "crosspass=2&token=t&proof=p" },
      { type: FORM, dpop: undefined, body: "crosspass=2&ticket=t&proof=p" },
      { type: FORM, dpop: undefined, body: "crosspass=2&token=t&everywhere=true&proof=p" },
    ]);
  }
});

test("an issuer that went back to its release before: JSON after the form, with the same proof", async () => {
  await issuerKeys(issuer, false);
  answer = ({ type }) =>
    type === FORM ? { status: 415, text: '{"error":"invalid_request"}' } : { text: '{"token":"next"}' };
  assert.equal((await exchange(RENEW, { token: "t" }, "p")).result, "next");
  assert.deepEqual(sent.map(({ type, dpop }) => [type, dpop]), [[FORM, undefined], ["application/json", "p"]]);
});

test("an end is done by 204, and by 200 with the time; other answers are refusals", async () => {
  const end = async () => (await exchange(`${issuer}/api/end`, { token: "t", everywhere: false }, "p")).result;
  gives(undefined, { status: 204 });
  assert.equal(await end(), "");
  gives({ now: 1 });
  assert.equal(await end(), "");
  gives({ error: "invalid_token", now: 1 }, { status: 401 });
  assert.equal((await end()).code, "invalid_token");
});

test("a success without a token is none", async () => {
  for (const body of [{ now: 1 }, { token: 1 }, { token: null }, []]) {
    gives(body);
    assert.equal((await exchange(RENEW, { token: "t" }, "p")).result.code, "temporarily_unavailable");
  }
});

test("the issuer's time: of the body before the header, of refusals too", async () => {
  const date = { headers: { date: "Wed, 18 Nov 2026 11:06:40 GMT" } };
  const told = async () => (await exchange(RENEW, { token: "t" }, "p")).date;
  gives({ token: "next", now: 1_800_000_000 }, date);
  assert.equal(await told(), 1_800_000_000);
  gives({ error: "token_expired", now: 1_800_000_000 }, { status: 401, ...date });
  assert.equal(await told(), 1_800_000_000);
  gives({ token: "next" }, date);
  assert.equal(await told(), 1_795_000_000);
  gives({ token: "next", now: "soon" }, { headers: { date: "soon" } });
  assert.equal(await told(), undefined);
});
