#!/usr/bin/env node
// The command `npx @crosspass/client`: reads its options, does the one thing asked for, ends with its exit code.
import { check } from "./check.mjs";
import { Failure } from "./failure.mjs";
import { snippet } from "./headers.mjs";
import { HELP, readOptions } from "./options.mjs";
import { putInPlace } from "./place.mjs";
import { readSource } from "./source.mjs";
import { readTarget } from "./target.mjs";

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.exitCode = error instanceof Failure ? error.exitCode : 2;
  console.error(`error: ${error.message}`);
}

/** Does what the words ask for; the answer is the exit code. */
function run(words) {
  const options = readOptions(words);
  if (options.help) return say(HELP);
  const source = readSource();
  if (options.version) return say(source.version);
  if (options.headers) return say(snippet(options.headers, source.page(issuerOf(options))));
  if (options.check) return check(source, readTarget(options.folder), options.issuer);
  return putInPlace(source, readTarget(options.folder), options);
}

function say(text) {
  console.log(text);
  return 0;
}

/** The issuer of a snippet: the one named, else the one that the folder's page is for. */
function issuerOf({ issuer, folder }) {
  const known = issuer ?? (folder === undefined ? undefined : readTarget(folder).manifest?.issuer);
  if (known !== undefined) return known;
  throw new Failure("--headers needs the issuer: add --issuer https://auth.example.com, or name the installed DIR", 2);
}
