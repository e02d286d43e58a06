// `--check`: 0 and the issuer if all is as this version installs it; 1 and each file that is not.
import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { test } from "node:test";
import { ISSUER, Project } from "./project.mjs";

function check(project, ...words) {
  return project.client("install", "public/crosspass", "--check", ...words);
}

/** The check ends with 1 and has this line. */
function differs(project, line, ...words) {
  const { code, out } = check(project, ...words);
  assert.equal(code, 1, out);
  assert.ok(out.split("\n").includes(line), `${line} is not in:\n${out}`);
  return out;
}

test("what was just installed is current, and its issuer is named", () => {
  const project = new Project();
  project.install();
  for (const words of [[], ["--issuer", ISSUER]]) {
    const { code, out } = check(project, ...words);
    assert.equal(code, 0);
    assert.match(out, /^current: public\/crosspass is Crosspass \S+ for https:\/\/auth\.example\.com\n$/);
  }
});

test("a folder that is not there is not current, and is not made", () => {
  const project = new Project();
  differs(project, "missing: crosspass.json");
  differs(project, "missing: receiver.html", "--issuer", ISSUER);
  assert.ok(!existsSync(project.at()));
});

test("a missing file is named", () => {
  const project = new Project();
  project.install();
  const wasm = readdirSync(project.at()).find((name) => name.endsWith(".wasm"));
  rmSync(project.at(wasm));
  differs(project, `missing: ${wasm}`);
});

test("an edited file is named", () => {
  const project = new Project();
  project.install();
  project.write("receiver.html", `${project.read("receiver.html")}<!-- mine -->`);
  differs(project, "changed: receiver.html (not Crosspass', or edited)");
});

test("files of another version are named, and the way to mend it", () => {
  const project = new Project();
  project.install();
  const { script, next } = project.upgrade();
  differs(project, `missing: ${next}`);
  differs(project, "stale: receiver.html");
  differs(project, `stale: ${script} (no longer used)`);
  const out = differs(project, `To mend it: npx @crosspass/client install public/crosspass --issuer ${ISSUER}`);
  assert.match(out, /this is Crosspass 9\.9\.9/);
});

test("another version with the same files is not current", () => {
  const project = new Project();
  project.install();
  const manifest = project.manifest();
  project.write("crosspass.json", JSON.stringify({ ...manifest, crosspass: "0.0.1" }));
  differs(project, "stale: crosspass.json (of version 0.0.1)");
});

test("another issuer than the one asked for is named", () => {
  const project = new Project();
  project.install();
  differs(project, `issuer: installed for ${ISSUER}, not for https://b.example`, "--issuer", "https://b.example");
});

test("a damaged crosspass.json is named", () => {
  const project = new Project();
  project.install();
  project.write("crosspass.json", "{");
  differs(project, "changed: crosspass.json (it is not JSON)");
});

test("nothing is changed by a check", () => {
  const project = new Project();
  project.install();
  project.upgrade();
  const before = [project.files(), project.manifest()];
  check(project);
  assert.deepEqual([project.files(), project.manifest()], before);
});
