// crosspass.json: what was installed, for which issuer, and by which version.
import { Failure } from "./failure.mjs";
import { readIssuer } from "./issuer.mjs";
import { hashOf } from "./source.mjs";

export const MANIFEST = "crosspass.json";

/**
 * Writes a manifest out. `files` is name -> SHA-256. `replacing` is there while an installation runs, name -> list of
 * SHA-256: what is ours too, though it is about to go.
 */
export function manifestText(version, issuer, files, replacing = {}) {
  const entry = Object.keys(replacing).length > 0 ? { replacing } : {};
  return `${JSON.stringify({ crosspass: version, issuer, files, ...entry }, null, 2)}\n`;
}

/** The hashes of contents by name. */
export function hashes(contents) {
  return Object.fromEntries([...contents].map(([name, content]) => [name, hashOf(content)]));
}

/** Parses a manifest strictly: names in it are removed from disk, so none may lead out of its folder. */
export function readManifest(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Failure("is not JSON");
  }
  const { crosspass, issuer, files, replacing = {} } = isObject(found) ? found : {};
  const whole = isText(crosspass) && isText(issuer) && isObject(files) && isObject(replacing);
  if (!whole) throw new Failure("is not a list of Crosspass' files");
  const names = [...Object.keys(files), ...Object.keys(replacing)];
  const stray = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name));
  if (stray !== undefined) throw new Failure(`names ${JSON.stringify(stray)}, which is no file of Crosspass`);
  const sound = Object.values(files).every(isText) && Object.values(replacing).every((list) => Array.isArray(list));
  if (!sound) throw new Failure("is not a list of Crosspass' files");
  return { version: crosspass, issuer: readIssuer(issuer, "is for the issuer"), files, replacing };
}

/** Every content that is ours: name -> list of SHA-256. */
export function ours(manifest) {
  const known = new Map(Object.entries(manifest?.replacing ?? {}));
  for (const [name, hash] of Object.entries(manifest?.files ?? {})) {
    known.set(name, [...new Set([...(known.get(name) ?? []), hash])]);
  }
  return known;
}

function isText(value) {
  return typeof value === "string";
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
