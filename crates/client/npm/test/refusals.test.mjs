// `install` refused: wrong options with the mend in the message, and files that are not ours left as they were.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ISSUER, Project } from "./project.mjs";

const DIR = "public/crosspass";
const OPTIONS = [
  ["no issuer", [DIR], /--issuer is missing: add --issuer https:\/\/auth\.example\.com/],
  ["no folder", ["--issuer", ISSUER], /DIR is missing: name the folder that is served as \/crosspass\//],
  ["an empty folder name", ["", "--issuer", ISSUER], /DIR is empty/],
  ["two folders", [DIR, "other", "--issuer", ISSUER], /other: one DIR only/],
  ["an unknown option", [DIR, "--isuer", ISSUER], /Unknown option '--isuer'/],
  ["an issuer given twice", [DIR, "--issuer", ISSUER, "--issuer", "https://b.example"], /--issuer is given twice/],
  ["--check with --force", [DIR, "--check", "--force"], /--check and --force do not go together/],
  ["an unknown host", [DIR, "--headers", "apache"], /--headers apache: the hosts are nginx, caddy, netlify, vercel, express/],
  ["headers for no known issuer", [DIR, "--headers", "nginx"], /--headers needs the issuer: add --issuer/],
];
const ISSUERS = [
  ["plain http", "http://auth.example.com", /http is for loopback only: write https:\/\/auth\.example\.com/],
  ["plain http on a name that begins as loopback does", "http://localhost.example.com", /http is for loopback only/],
  ["no address", "auth.example.com", /not an address: write an origin such as/],
  ["another scheme", "ftp://auth.example.com", /neither https nor http/],
  ["a script", "javascript:alert(1)", /neither https nor http/],
  ["a path", "https://auth.example.com/sign-in", /write https:\/\/auth\.example\.com$/m],
  ["a query", "https://auth.example.com/?a", /write https:\/\/auth\.example\.com$/m],
  ["a fragment", "https://auth.example.com/#a", /write https:\/\/auth\.example\.com$/m],
  ["a user name", "https://me@auth.example.com", /write https:\/\/auth\.example\.com$/m],
  ["capitals", "https://Auth.example.com", /write https:\/\/auth\.example\.com$/m],
  ["the default port", "https://auth.example.com:443", /write https:\/\/auth\.example\.com$/m],
  ["a name that is not ASCII", "https://bücher.example", /write https:\/\/xn--bcher-kva\.example$/m],
  ["a space before it", " https://auth.example.com", /write https:\/\/auth\.example\.com$/m],
  ["a trailing dot", "https://auth.example.com.", /no host name/],
  ["a wildcard", "https://*.example.com", /no host name/],
  ["a quote, which would end an attribute", 'https://a"onload=x', /no host name/],
  ["a semicolon, which would end a directive", "https://a;script-src", /no host name/],
  ["an IPv6 address", "http://[::1]:9000", /a policy cannot name an IPv6 address: use a host name/],
];

for (const [name, words, message] of OPTIONS) {
  test(`option refused: ${name}`, () => refused(["install", ...words], message));
}
for (const [name, issuer, message] of ISSUERS) {
  test(`issuer refused: ${name}`, () => refused(["install", DIR, "--issuer", issuer], message, /--issuer/));
}
for (const issuer of ["http://localhost:9000", "http://auth.localhost:9000", "http://127.0.0.1:9000", `${ISSUER}/`]) {
  test(`issuer taken: ${issuer}`, () => {
    const project = new Project();
    assert.equal(project.client("install", DIR, "--issuer", issuer).code, 0);
    assert.equal(project.manifest().issuer, issuer.replace(/\/$/, ""));
  });
}

test("another command is refused", () => refused(["uninstall", DIR], /uninstall: the one command is `install`/));

test("a folder that is a file is refused", () => {
  const project = new Project();
  writeFileSync(join(project.folder, "page"), "x");
  const { code, err } = project.client("install", "page", "--issuer", ISSUER);
  assert.equal(code, 2);
  assert.match(err, /page is a file: name the folder/);
});

test("a page that is not ours stops it, and nothing is changed", () => {
  const project = new Project();
  mkdirSync(project.at(), { recursive: true });
  project.write("receiver.html", "mine");
  untouched(project, /receiver\.html is not Crosspass', or was edited/);
});

test("edited files stop it, all named at once, and nothing is changed", () => {
  const project = new Project();
  project.install();
  const { script } = project.upgrade();
  project.write(script, "edited");
  project.write("receiver.html", "edited");
  const said = untouched(project, /receiver\.html is not Crosspass', or was edited/);
  assert.ok(said.includes(`${script} is not Crosspass', or was edited`));
  assert.match(said, /Nothing was changed\. Move them away, or overwrite them with --force\./);
});

test("a link in a file's place stops it, and --force replaces the link and not what it leads to", () => {
  const project = new Project();
  const elsewhere = join(project.folder, "elsewhere.html");
  project.install();
  writeFileSync(elsewhere, project.read("receiver.html"));
  rmSync(project.at("receiver.html"));
  symlinkSync(elsewhere, project.at("receiver.html"));
  untouched(project, /receiver\.html is not Crosspass', or was edited/);
  project.upgrade();
  const before = readFileSync(elsewhere, "utf8");
  project.install("--force");
  assert.equal(readFileSync(elsewhere, "utf8"), before);
  assert.notEqual(project.read("receiver.html"), before);
});

test("a folder in a file's place stops it, even with --force", () => {
  const project = new Project();
  mkdirSync(project.at("receiver.html"), { recursive: true });
  untouched(project, /these are folders: receiver\.html/, "--force");
});

for (const [name, text, message] of [
  ["no JSON", "{", /crosspass\.json is not JSON/],
  ["not a list of files", "[]", /crosspass\.json is not a list of Crosspass' files/],
  ["a name that leads out of the folder", list({ "../../index.html": "0" }), /names "\.\.\/\.\.\/index\.html", which is no file/],
  ["a hidden name", list({ ".env": "0" }), /names "\.env", which is no file/],
  ["an issuer that is none", list({}, "https://a;b"), /is for the issuer https:\/\/a;b: no host name/],
]) {
  test(`a crosspass.json stops it: ${name}`, () => {
    const project = new Project();
    mkdirSync(project.at(), { recursive: true });
    project.write("crosspass.json", text);
    untouched(project, message);
  });
}

function list(files, issuer = ISSUER) {
  return JSON.stringify({ crosspass: "0.1.0", issuer, files });
}

/** The words end with 2 and the message, and nothing is written. */
function refused(words, ...messages) {
  const project = new Project();
  const before = readdirSync(project.folder);
  const { code, out, err } = project.client(...words);
  assert.equal(code, 2, err);
  assert.equal(out, "");
  for (const message of messages) assert.match(err, message);
  assert.deepEqual(readdirSync(project.folder), before);
}

/** An installation ends with 1 and the message, and the folder is as it was. */
function untouched(project, message, ...words) {
  const shot = () => {
    const entries = readdirSync(project.at(), { withFileTypes: true });
    return entries.map((entry) => [entry.name, entry.isDirectory() || readFileSync(project.at(entry.name), "utf8")]);
  };
  const before = shot();
  const { code, err } = project.client("install", DIR, "--issuer", ISSUER, ...words);
  assert.equal(code, 1, err);
  assert.match(err, message);
  assert.deepEqual(shot(), before);
  return err;
}
