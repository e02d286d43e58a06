// `install`: what is put where, what is said, and what stays as it is.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ISSUER, Project } from "./project.mjs";

test("the page is for the issuer, and all that it names is there", () => {
  const project = new Project();
  project.install();
  const page = project.read("receiver.html");
  assert.ok(!page.includes("__CROSSPASS_ISSUER__"));
  assert.match(page, new RegExp(`<meta name="crosspass-issuer" content="${ISSUER}">`));
  assert.match(page, new RegExp(`connect-src 'self' ${ISSUER};`));
  assert.match(page, new RegExp(`href="${ISSUER}/\\.well-known/jwks\\.json"`));
  const named = [...page.matchAll(/(?:href|src)="([^"/]+)"/g)].map(([, name]) => name);
  assert.deepEqual(named.map((name) => name.split(".").pop()).sort(), ["css", "js", "wasm"]);
  const expected = [...named, ...named.map((name) => `${name}.br`), "receiver.html"].sort();
  assert.deepEqual(Object.keys(project.files()), expected);
});

test("the script names the wasm module that is beside it", () => {
  const project = new Project();
  project.install();
  const script = Object.keys(project.files()).find((name) => name.endsWith(".js"));
  const wasm = Object.keys(project.files()).find((name) => name.endsWith(".wasm"));
  assert.ok(project.read(script).includes(wasm));
});

test("crosspass.json lists version, issuer and the hash of each file", () => {
  const project = new Project();
  project.install();
  const version = project.client("--version").out.trim();
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(project.manifest(), { crosspass: version, issuer: ISSUER, files: project.files() });
});

test("each added file is named, and where to find the host's part", () => {
  const project = new Project();
  const said = project.install().out;
  for (const name of Object.keys(project.files())) assert.ok(said.includes(`added: ${name}\n`), name);
  assert.match(said, /--headers nginx\|caddy\|netlify\|vercel\|express/);
});

test("nothing is written beside the folder, and no temporary file is left", () => {
  const project = new Project();
  const before = readdirSync(project.folder);
  project.install();
  assert.deepEqual(readdirSync(project.folder), [...before, "public"].sort());
  assert.deepEqual(readdirSync(join(project.folder, "public")), ["crosspass"]);
  assert.deepEqual(readdirSync(project.at()).filter((name) => name.startsWith(".")), []);
});

test("a second run changes nothing and says so", () => {
  const project = new Project();
  project.install();
  const times = () => readdirSync(project.at()).map((name) => statSync(project.at(name)).ino);
  const before = times();
  assert.match(project.install().out, /^Already current: /);
  assert.deepEqual(times(), before);
});

test("another version replaces the page, removes old files, and names each", () => {
  const project = new Project();
  project.install();
  const { script, next } = project.upgrade();
  const said = project.install().out;
  for (const line of [`added: ${next}`, "replaced: receiver.html", `removed: ${script}`, `removed: ${script}.br`]) {
    assert.ok(said.includes(`${line}\n`), line);
  }
  assert.match(said, /version: was .+, is 9\.9\.9/);
  assert.ok(!existsSync(project.at(script)) && existsSync(project.at(next)));
  assert.deepEqual(project.manifest().files, project.files());
});

test("another issuer replaces the page alone, and both are named", () => {
  const project = new Project();
  project.install();
  const said = project.client("install", "public/crosspass", "--issuer", "https://login.example.org").out;
  assert.ok(said.startsWith("replaced: receiver.html\nissuer: was https://auth.example.com, is https://login.example.org\n"));
  assert.equal(project.manifest().issuer, "https://login.example.org");
});

test("files of others in the folder are left alone", () => {
  const project = new Project();
  mkdirSync(project.at(), { recursive: true });
  project.write("notes.txt", "mine");
  project.install("--force");
  assert.equal(project.read("notes.txt"), "mine");
});

test("a file that is what would be installed is no obstacle, listed or not", () => {
  const project = new Project();
  project.install();
  const before = project.files();
  writeFileSync(project.at("crosspass.json"), `{"crosspass":"0.0.1","issuer":"${ISSUER}","files":{}}`);
  project.install();
  assert.deepEqual(project.files(), before);
  assert.deepEqual(project.manifest().files, before);
});

test("--force overwrites what was edited, and names it", () => {
  const project = new Project();
  project.install();
  const before = project.files();
  project.write("receiver.html", "edited");
  assert.match(project.install("--force").out, /^replaced: receiver\.html \(was not Crosspass', or edited\)$/m);
  assert.deepEqual(project.files(), before);
});

test("--force puts a crosspass.json of others aside, and names it", () => {
  const project = new Project();
  mkdirSync(project.at(), { recursive: true });
  project.write("crosspass.json", "[]");
  assert.match(project.install("--force").out, /^replaced: crosspass\.json \(it is not a list of Crosspass' files\)$/m);
  assert.deepEqual(project.manifest().files, project.files());
});
