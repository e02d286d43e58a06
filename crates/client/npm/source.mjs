// What this package installs: the receiver's files, with the issuer filled into the page.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";

export const PAGE = "receiver.html";

const PLACEHOLDER = "__CROSSPASS_ISSUER__";
const PACKAGE = new URL("../", import.meta.url);

/** This package's version, and its files for an issuer: name -> content, the page last. */
export function readSource() {
  const { version } = JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8"));
  const page = (issuer) => read(PAGE).toString("utf8").replaceAll(PLACEHOLDER, issuer);
  const files = (issuer) => {
    const names = readdirSync(new URL("receiver/", PACKAGE)).filter((name) => name !== PAGE);
    const contents = new Map(names.sort().map((name) => [name, read(name)]));
    return contents.set(PAGE, Buffer.from(page(issuer)));
  };
  return { version, page, files };
}

/** SHA-256 of a content, in hexadecimal: how one is told from another. */
export function hashOf(content) {
  return createHash("sha256").update(content).digest("hex");
}

function read(name) {
  return readFileSync(new URL(`receiver/${name}`, PACKAGE));
}
