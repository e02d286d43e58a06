// A client and the React hook on a server: nobody is signed in, nothing runs, and what needs a browser says so.
import assert from "node:assert/strict";
import { CrosspassError, createClient } from "@crosspass/client";
import { useSession } from "@crosspass/client/react";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

const resources = process.getActiveResourcesInfo();
globalThis.fetch = () => assert.fail("the network is asked");
const crosspass = createClient({ issuer: "https://auth.example.com", apis: ["https://api.example.com"] });
assert.equal(crosspass.getSession(), null);
crosspass.onSessionChange(() => assert.fail("a session on a server"))();
await crosspass.signOut();
for (const call of [
  () => crosspass.requireSession(),
  () => crosspass.signIn(),
  () => crosspass.fetch("https://api.example.com/"),
  () => crosspass.proof("https://api.example.com/"),
]) {
  await assert.rejects(call, (error) => error instanceof CrosspassError && error.code === "login_required");
}
const Page = () => createElement("p", null, useSession(crosspass).status);
assert.equal(renderToString(createElement(Page)), "<p>loading</p>");
assert.throws(() => createClient({ issuer: "auth.example.com" }), { code: "invalid_request" });
assert.deepEqual(process.getActiveResourcesInfo(), resources, "something is left running");
