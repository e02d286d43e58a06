// Loaded before the command: ends the process at its CRASH_AT-th change of the disk, before the change is made.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

let left = Number(process.env.CRASH_AT);

for (const name of ["renameSync", "rmSync"]) {
  const real = fs[name];
  fs[name] = (...words) => {
    left -= 1;
    if (left === 0) process.exit(70);
    return real(...words);
  };
}
syncBuiltinESMExports();
