// `install`: looks first, refuses what it does not know, then writes so that a crash leaves a page that works.
import { Failure } from "./failure.mjs";
import { HOSTS } from "./headers.mjs";
import { MANIFEST, hashes, manifestText, ours } from "./manifest.mjs";
import { hashAt, kindOf } from "./target.mjs";
import { Writer } from "./writer.mjs";

/** Installs into the target; the answer is the exit code. */
export function putInPlace(source, target, { issuer, force }) {
  const files = source.files(issuer);
  const plan = planFor(files, target);
  refuse(plan, target, force);
  const changed = plan.filter(({ verb }) => verb !== "unchanged");
  const expected = hashes(files);
  const writer = new Writer(target);
  // First what is coming and what is going is written down, so that after a crash all of it is known to be ours.
  // Then what nothing names yet; then, last of the files, the page that names them; then what it named before goes.
  const isGoing = ([name, list]) => list.some((hash) => hash !== expected[name]);
  const going = Object.fromEntries([...ours(target.manifest)].filter(isGoing));
  let written = target.text;
  const list = (text) => {
    if (text !== written) writer.write(MANIFEST, text);
    written = text;
  };
  if (changed.length > 0) list(manifestText(source.version, issuer, expected, going));
  for (const { name, verb, note } of changed) {
    if (files.has(name)) writer.write(name, files.get(name));
    else writer.remove(name);
    console.log(`${verb}: ${name}${note}`);
  }
  list(manifestText(source.version, issuer, expected));
  if (target.damage !== undefined) console.log(`replaced: ${MANIFEST} (it ${target.damage})`);
  report(source, target, issuer, changed.length);
  return 0;
}

/** What is to happen to each file, in the order in which it is to happen. */
function planFor(files, target) {
  const known = ours(target.manifest);
  const expected = hashes(files);
  const step = (name, verb) => {
    const kind = kindOf(target.at(name));
    const present = hashAt(target.at(name));
    if (kind === "absent") return { name, verb: verb === "removed" ? "unchanged" : "added", note: "" };
    if (present !== undefined && present === expected[name]) return { name, verb: "unchanged", note: "" };
    const foreign = !known.get(name)?.includes(present);
    return { name, kind, verb, foreign, note: foreign ? " (was not Crosspass', or edited)" : "" };
  };
  const old = [...known.keys()].filter((name) => !files.has(name));
  return [...[...files.keys()].map((name) => step(name, "replaced")), ...old.map((name) => step(name, "removed"))];
}

/** Stops, with all reasons at once and before anything is changed. */
function refuse(plan, target, force) {
  const folders = plan.filter(({ kind }) => kind === "folder").map(({ name }) => name);
  if (kindOf(target.at(MANIFEST)) === "folder") folders.push(MANIFEST);
  if (folders.length > 0) {
    throw new Failure(`in ${target.folder}, these are folders: ${folders.join(", ")}\nMove them away. Nothing was changed.`);
  }
  const reasons = plan.filter(({ foreign }) => foreign).map(({ name }) => `${name} is not Crosspass', or was edited`);
  if (target.damage !== undefined) reasons.push(`${MANIFEST} ${target.damage}`);
  if (reasons.length === 0 || force) return;
  throw new Failure(
    `in ${target.folder}:\n${reasons.map((reason) => `  ${reason}`).join("\n")}\n` +
      "Nothing was changed. Move them away, or overwrite them with --force.",
  );
}

function report(source, { folder, manifest }, issuer, changes) {
  if (manifest && manifest.issuer !== issuer) console.log(`issuer: was ${manifest.issuer}, is ${issuer}`);
  if (manifest && manifest.version !== source.version) {
    console.log(`version: was ${manifest.version}, is ${source.version}`);
  }
  const done = changes === 0 ? "Already current" : "Installed";
  console.log(`${done}: ${folder} is Crosspass ${source.version} for ${issuer}, to be served at /crosspass/.`);
  console.log(`What your host must be told: npx @crosspass/client install ${folder} --headers ${HOSTS.join("|")}`);
}
