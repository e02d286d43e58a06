// The front where there is no browser: what it takes, what it refuses by name, and that it does nothing.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Project } from "./project.mjs";

const ISSUER = "https://auth.example.com";
const installed = createRequire(new Project().folder + "/package.json").resolve("@crosspass/client");
const { createClient, CrosspassError } = await import(installed);

/** Asserts that these options are refused, naming the field and what it should be. */
function refused(options, field, mend) {
  assert.throws(
    () => createClient(options),
    (error) => {
      assert.ok(error instanceof CrosspassError);
      assert.equal(error.code, "invalid_request");
      assert.ok(error.message.includes(field) && error.message.includes(mend), error.message);
      return true;
    },
  );
}

for (const issuer of [
  undefined,
  null,
  "",
  "auth.example.com",
  "https://auth.example.com/sign-in",
  "https://auth.example.com/?x",
  "https://auth.example.com/#x",
  "https://user@auth.example.com",
  "http://auth.example.com",
  "http://localhost.example.com",
  "http://127.0.0.1.example.com",
  "ftp://auth.example.com",
  "javascript:alert(1)",
  "blob:https://auth.example.com/1",
  42,
  ["https://auth.example.com"],
]) {
  test(`an issuer is an origin, not ${JSON.stringify(issuer)}`, () => {
    refused({ issuer }, "options.issuer", "https://auth.example.com");
  });
}

for (const api of ["*", "https://*.example.com", "https://api.example.com/v1", "null", "", "http://api.example.com", 1]) {
  test(`an API is an exact origin, not ${JSON.stringify(api)}`, () => {
    refused({ issuer: ISSUER, apis: ["https://api.example.com", api] }, "options.apis[1]", "https://auth.example.com");
  });
}

test("apis is a list", () => {
  refused({ issuer: ISSUER, apis: "https://api.example.com" }, "options.apis", "list");
});

test("onNotice is a function", () => {
  refused({ issuer: ISSUER, onNotice: "log" }, "options.onNotice", "function");
});

test("no options at all are refused by name", () => {
  refused(undefined, "options.issuer", "https://auth.example.com");
});

for (const issuer of [ISSUER, "https://auth.example.com/", "http://localhost:9000", "http://auth.localhost:9000", "http://127.0.0.1:1", "http://[::1]:1"]) {
  test(`${issuer} is an issuer`, () => {
    assert.equal(createClient({ issuer, apis: [ISSUER] }).getSession(), null);
  });
}

test("on a server nobody is signed in, and every way to be is refused with a code", async () => {
  const client = createClient({ issuer: ISSUER });
  let told = 0;
  const stop = client.onSessionChange(() => told++);
  assert.equal(client.getSession(), null);
  for (const call of [
    () => client.requireSession(),
    () => client.signIn({ returnTo: "/" }),
    () => client.fetch(ISSUER),
    () => client.proof(ISSUER),
  ]) {
    await assert.rejects(call, (error) => error instanceof CrosspassError && error.code === "login_required");
  }
  await client.signOut();
  stop();
  assert.equal(told, 0);
});
