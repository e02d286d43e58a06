// A TypeScript source of the browser, bundled so that node can load it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What the source at that address exports; `address` is relative to this folder. */
export function bundled(address) {
  const source = fileURLToPath(new URL(address, import.meta.url));
  const built = spawnSync("esbuild", ["--bundle", "--format=esm", "--define:__OWN_PAGE__=false", source], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`esbuild: ${built.stderr}`);
  return import(`data:text/javascript;base64,${Buffer.from(built.stdout).toString("base64")}`);
}
