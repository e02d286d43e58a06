// `--headers`: every host's snippet says all that the receiver's files need, and is well-formed.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ISSUER, Project } from "./project.mjs";

const project = new Project();
project.install();
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
  `connect-src 'self' ${ISSUER}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function snippet(host, ...words) {
  const { code, out, err } = project.client("install", ...words, "--headers", host);
  assert.equal(code, 0, err);
  return out;
}

for (const host of ["nginx", "caddy", "netlify", "vercel", "express"]) {
  test(`${host}: types, caching, policy, no frame, no guessing, no opener policy`, () => {
    const text = snippet(host, "public/crosspass");
    for (const part of [
      "application/wasm",
      "public, max-age=31536000, immutable",
      "no-cache",
      POLICY,
      "X-Content-Type-Options",
      "nosniff",
      "Referrer-Policy",
      "strict-origin",
      "receiver.html",
    ]) {
      assert.ok(text.includes(part), `${part} is not in:\n${text}`);
    }
    assert.doesNotMatch(text, /Cross-Origin-Opener-Policy"?[:=\s"]+(same-origin|noopener)/);
  });
}

test("the policy is the page's own, and that nobody may frame it", () => {
  const [, own] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(project.read("receiver.html"));
  assert.equal(POLICY, `${own}; frame-ancestors 'none'`);
});

test("without a folder the issuer is the one given", () => {
  assert.ok(snippet("nginx", "--issuer", "https://b.example").includes("connect-src 'self' https://b.example;"));
});

test("nothing is written", () => {
  const fresh = new Project();
  assert.equal(fresh.client("install", "public/crosspass", "--headers", "nginx", "--issuer", ISSUER).code, 0);
  assert.ok(!existsSync(join(fresh.folder, "public")));
});

test("vercel: the JSON is well-formed, and its fallback leaves /crosspass/ out", () => {
  const { headers, rewrites } = JSON.parse(snippet("vercel", "public/crosspass"));
  const last = (name) => headers.filter((rule) => rule.headers.some(({ key }) => key === name)).at(-1);
  assert.equal(last("Content-Security-Policy").source, "/crosspass/receiver.html");
  const fallback = new RegExp(`^${rewrites[0].source}$`);
  assert.ok(fallback.test("/account") && !fallback.test("/crosspass/missing.js"));
});

test("express: the module is well-formed", () => {
  writeFileSync(join(project.folder, "crosspass.mjs"), snippet("express", "public/crosspass"));
  const { code, err } = project.run(process.execPath, ["--check", "crosspass.mjs"]);
  assert.equal(code, 0, err);
});

test("nginx and caddy: braces are balanced", () => {
  for (const host of ["nginx", "caddy"]) {
    const text = snippet(host, "public/crosspass").replaceAll(/#.*|"[^"]*"/g, "");
    assert.equal(text.split("{").length, text.split("}").length, host);
  }
});

test("netlify: no header is in two rules that match one file, since Netlify would join them", () => {
  const rules = snippet("netlify", "public/crosspass").split("[[headers]]").slice(1);
  const of = (rule) => [...rule.matchAll(/^ {4}([A-Za-z-]+) = /gm)].map(([, name]) => name);
  const [every, ...others] = rules;
  assert.match(every, /for = "\/crosspass\/\*"/);
  for (const rule of others) assert.deepEqual(of(rule).filter((name) => of(every).includes(name)), []);
});

test("--help names every option and exit code, with and without words", () => {
  const { code, out } = project.client("--help");
  assert.equal(code, 0);
  for (const word of ["DIR", "--issuer", "--check", "--force", "--headers", "--help", "--version", "Exit code"]) {
    assert.ok(out.includes(word), word);
  }
  assert.equal(project.client().out, out);
});
