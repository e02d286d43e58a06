// An empty project outside of the tree with the packed tarball installed, and the command as its owner would run it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

export const ISSUER = "https://auth.example.com";

const TARBALL = process.env.CROSSPASS_TARBALL;
if (TARBALL === undefined) throw new Error("run these by `cargo xtask test --only packages`: CROSSPASS_TARBALL is not set");

const place = mkdtempSync(join(tmpdir(), "crosspass-npm-"));
after(() => rmSync(place, { recursive: true }));
const installed = join(place, "installed");
mkdirSync(installed);
writeFileSync(join(installed, "package.json"), `{ "private": true }\n`);
const npm = ["install", "--offline", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", TARBALL];
const outcome = spawnSync("npm", npm, { cwd: installed, encoding: "utf8" });
if (outcome.status !== 0) throw new Error(`npm install: ${outcome.stderr}`);

/** A project of its own for one test. */
export class Project {
  constructor() {
    this.folder = mkdtempSync(join(place, "project-"));
    cpSync(installed, this.folder, { recursive: true, verbatimSymlinks: true });
  }

  /** `npx --no-install @crosspass/client WORDS`: what it ended with, and what it said. */
  npx(...words) {
    return this.run("npx", ["--no-install", "@crosspass/client", ...words]);
  }

  /** What npx runs, without the second that npx takes to find it. */
  client(...words) {
    return this.run(join(this.folder, "node_modules/.bin/client"), words);
  }

  /** Installs for the usual issuer into `public/crosspass`, which must succeed. */
  install(...words) {
    const done = this.client("install", "public/crosspass", "--issuer", ISSUER, ...words);
    if (done.code !== 0) throw new Error(done.text);
    return done;
  }

  run(program, words, environment = {}) {
    const env = { ...process.env, npm_config_offline: "true", npm_config_update_notifier: "false", ...environment };
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: this.folder, env, encoding: "utf8" });
    return { code: status, out: stdout, err: stderr, text: stdout + stderr };
  }

  /** The path of an installed file. */
  at(name = "") {
    return join(this.folder, "public/crosspass", name);
  }

  read(name) {
    return readFileSync(this.at(name), "utf8");
  }

  write(name, text) {
    writeFileSync(this.at(name), text);
  }

  /** What is in `public/crosspass`: name -> SHA-256, the manifest left out. */
  files() {
    const names = readdirSync(this.at()).filter((name) => name !== "crosspass.json");
    const hash = (name) => createHash("sha256").update(readFileSync(this.at(name))).digest("hex");
    return Object.fromEntries(names.sort().map((name) => [name, hash(name)]));
  }

  manifest() {
    return JSON.parse(this.read("crosspass.json"));
  }

  /** Makes the installed package one of a later version: another script under another name. */
  upgrade(hash = "NEXTNEXT") {
    const root = join(this.folder, "node_modules/@crosspass/client");
    const script = readdirSync(join(root, "receiver")).find((name) => name.endsWith(".js"));
    const next = `receiver-${hash}.js`;
    for (const end of ["", ".br"]) {
      renameSync(join(root, "receiver", script + end), join(root, "receiver", next + end));
      edit(join(root, "receiver", next + end), (text) => `${text}\n`);
    }
    edit(join(root, "receiver/receiver.html"), (text) => text.replaceAll(script, next));
    edit(join(root, "package.json"), (text) => text.replace(/"version": "[^"]+"/, '"version": "9.9.9"'));
    return { script, next };
  }
}

function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, "latin1")), "latin1");
}
