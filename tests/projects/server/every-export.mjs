// Imports everything that a package exports, on a server: nothing may happen, and nothing may be left.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const name = process.argv[2];
const { exports } = createRequire(import.meta.url)(`${name}/package.json`);
const scripts = Object.entries(exports).filter(([, target]) => typeof target === "object");
assert.ok(scripts.length > 0, "it exports nothing");

const globals = Reflect.ownKeys(globalThis);
const resources = process.getActiveResourcesInfo();
globalThis.fetch = () => assert.fail("an import asks the network");
for (const [path] of scripts) {
  const module = await import(path.replace(".", name));
  assert.ok(Object.keys(module).length > 0, `${path} has no exports`);
}
assert.deepEqual(Reflect.ownKeys(globalThis), globals, "an import adds globals");
assert.deepEqual(process.getActiveResourcesInfo(), resources, "an import leaves something running");
