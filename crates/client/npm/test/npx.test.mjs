// The command as the README has it, through npx: found, its words passed on, its exit code passed back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ISSUER, Project } from "./project.mjs";

const DIR = "public/crosspass";

test("npx @crosspass/client install, then --check, then --headers", () => {
  const project = new Project();
  const installed = project.npx("install", DIR, "--issuer", ISSUER);
  assert.equal(installed.code, 0, installed.err);
  assert.match(installed.out, /^Installed: public\/crosspass is Crosspass /m);
  assert.ok(project.read("receiver.html").includes(ISSUER));
  assert.equal(project.npx("install", DIR, "--check").code, 0);
  assert.match(project.npx("install", DIR, "--headers", "caddy").out, /^handle \/crosspass\/\* \{$/m);
});

test("npx passes back 1 for what is not current and 2 for wrong options", () => {
  const project = new Project();
  assert.equal(project.npx("install", DIR, "--check").code, 1);
  const { code, err } = project.npx("install", DIR, "--issuer", "http://auth.example.com");
  assert.equal(code, 2);
  assert.match(err, /^error: --issuer http:\/\/auth\.example\.com: http is for loopback only/);
});

test("npx without words prints the help", () => {
  assert.match(new Project().npx().out, /^Puts Crosspass' receiver page/);
});
