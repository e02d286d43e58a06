// A TypeScript source of the browser, bundled so that node can load it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What the source at that address exports; `address` is relative to the module that asks, which is at `from`. */
export function bundled(address, from) {
  const source = fileURLToPath(new URL(address, from));
  const options = ["--bundle", "--format=esm", "--define:__OWN_PAGE__=false", "--tsconfig-raw={}"];
  const built = spawnSync("esbuild", [...options, source], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`esbuild: ${built.stderr}`);
  return import(`data:text/javascript;base64,${Buffer.from(built.stdout).toString("base64")}`);
}
