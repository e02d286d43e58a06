// Changes in the folder, each whole or not at all: written beside its place under a name of this process, then renamed.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";

const LEFTOVER = /^\.crosspass-\d+\.tmp$/;

export class Writer {
  #target;
  #temporary;

  /** Makes the folder, and clears what a crash left of an earlier write. */
  constructor(target) {
    this.#target = target;
    this.#temporary = target.at(`.crosspass-${process.pid}.tmp`);
    mkdirSync(target.folder, { recursive: true });
    for (const name of readdirSync(target.folder)) {
      if (LEFTOVER.test(name)) rmSync(target.at(name));
    }
  }

  write(name, content) {
    // `wx`: never through a link that somebody left under this name.
    const file = openSync(this.#temporary, "wx", 0o644);
    try {
      writeFileSync(file, content);
      // Without it, a machine that stops could keep the new name and lose the content.
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(this.#temporary, this.#target.at(name));
  }

  remove(name) {
    rmSync(this.#target.at(name));
  }
}
