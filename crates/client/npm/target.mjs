// The folder that is served as /crosspass/: what is in it, and whose it is.
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { MANIFEST, readManifest } from "./manifest.mjs";
import { hashOf } from "./source.mjs";

/** Reads the folder: `manifest` and its `text` if there is one of ours, `damage` to say why another one is not ours. */
export function readTarget(folder) {
  const kind = kindOf(folder);
  // A link to a folder is as good as a folder.
  if (kind === "file") throw new Failure(`${folder} is a file: name the folder that is served as /crosspass/`, 2);
  const at = (name) => join(folder, name);
  return { folder, at, ...manifestIn(at(MANIFEST)) };
}

function manifestIn(path) {
  const kind = kindOf(path);
  if (kind === "absent") return {};
  if (kind !== "file") return { damage: `is a ${kind}` };
  const text = readFileSync(path, "utf8");
  try {
    return { text, manifest: readManifest(text) };
  } catch (error) {
    return { damage: error.message };
  }
}

/** What is at a path: "absent", "folder", "link" or "file". A link is never followed: it may lead anywhere. */
export function kindOf(path) {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "absent";
  if (found.isDirectory()) return "folder";
  return found.isFile() ? "file" : "link";
}

/** The SHA-256 of a file, or undefined for whatever is no plain file. */
export function hashAt(path) {
  return kindOf(path) === "file" ? hashOf(readFileSync(path)) : undefined;
}
