// `--check`: whether what is installed is what this version installs.
import { MANIFEST, hashes, ours } from "./manifest.mjs";
import { hashAt, kindOf } from "./target.mjs";

/** Says what differs, file by file; the answer is the exit code. */
export function check(source, target, wanted) {
  const { manifest, folder } = target;
  const issuer = wanted ?? manifest?.issuer;
  const found = issuer === undefined ? [about(target)] : differences(source, target, issuer);
  for (const line of found) console.log(line);
  const installed = manifest ? `Crosspass ${manifest.version} for ${manifest.issuer}` : "not installed";
  if (found.length === 0) {
    console.log(`current: ${folder} is ${installed}`);
    return 0;
  }
  console.log(`not current: ${folder} is ${installed}; this is Crosspass ${source.version}`);
  console.log(`To mend it: npx @crosspass/client install ${folder} --issuer ${issuer ?? "URL"}`);
  return 1;
}

/** One line for each file that is not as this version installs it for that issuer. */
function differences(source, target, issuer) {
  const { manifest } = target;
  const expected = hashes(source.files(issuer));
  const known = ours(manifest);
  const lines = [];
  for (const [name, hash] of Object.entries(expected)) {
    const present = hashAt(target.at(name));
    if (present === hash) continue;
    if (kindOf(target.at(name)) === "absent") lines.push(`missing: ${name}`);
    else if (known.get(name)?.includes(present)) lines.push(`stale: ${name}`);
    else lines.push(`changed: ${name} (not Crosspass', or edited)`);
  }
  for (const name of known.keys()) {
    if (!Object.hasOwn(expected, name) && kindOf(target.at(name)) !== "absent") {
      lines.push(`stale: ${name} (no longer used)`);
    }
  }
  if (manifest === undefined) lines.push(about(target));
  else if (manifest.issuer !== issuer) lines.push(`issuer: installed for ${manifest.issuer}, not for ${issuer}`);
  else if (Object.keys(manifest.replacing).length > 0) lines.push(`stale: ${MANIFEST} (an installation was cut off)`);
  else if (manifest.version !== source.version) lines.push(`stale: ${MANIFEST} (of version ${manifest.version})`);
  return lines;
}

function about({ damage }) {
  return damage === undefined ? `missing: ${MANIFEST}` : `changed: ${MANIFEST} (it ${damage})`;
}
