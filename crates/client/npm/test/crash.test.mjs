// A crash at any step: the page that is there works or none is there, the check tells, and the next run mends it.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { ISSUER, Project } from "./project.mjs";

const CRASH = new URL("crash.mjs", import.meta.url);
const COMMAND = "node_modules/@crosspass/client/bin/install.mjs";

/** Installs, ended by force at the given step; whether it came that far. */
function crashAt(project, step) {
  const words = ["--import", fileURLToPath(CRASH), COMMAND, "install", "public/crosspass", "--issuer", ISSUER];
  const { code, text } = project.run(process.execPath, words, { CRASH_AT: String(step) });
  assert.ok(code === 0 || code === 70, text);
  return code === 70;
}

/** What the page names is there; that it is whole, the hashes in the names say. */
function pageWorks(project) {
  const page = project.read("receiver.html");
  for (const [, name] of page.matchAll(/(?:href|src)="([^"/]+)"/g)) assert.ok(existsSync(project.at(name)), name);
}

function mended(project) {
  assert.equal(project.client("install", "public/crosspass", "--check").code, 1);
  project.install();
  assert.equal(project.client("install", "public/crosspass", "--check").code, 0);
  assert.deepEqual(project.manifest().files, project.files());
  assert.deepEqual(readdirSync(project.at()).filter((name) => name.startsWith(".")), []);
}

test("a first installation", () => {
  let step = 1;
  for (let project = new Project(); crashAt(project, step); project = new Project()) {
    if (existsSync(project.at("receiver.html"))) pageWorks(project);
    mended(project);
    step += 1;
  }
  assert.ok(step > 7, `only ${step} steps`);
});

test("another version over an earlier one: a page that works is always there", () => {
  let step = 1;
  for (let project = older(); crashAt(project, step); project = older()) {
    pageWorks(project);
    mended(project);
    step += 1;
  }
  assert.ok(step > 6, `only ${step} steps`);
});

test("yet another version after a crash: all that the crash left is known to be ours, and goes", () => {
  let step = 1;
  for (let project = older(); crashAt(project, step); project = older()) {
    project.upgrade("THIRDONE");
    mended(project);
    step += 1;
  }
  assert.ok(step > 6, `only ${step} steps`);
});

function older() {
  const project = new Project();
  project.install();
  project.upgrade();
  return project;
}
