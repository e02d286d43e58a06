// Which addresses a handoff may end at: the table of paths that the issuer and a domain's backend are tested with.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundled } from "./bundled.mjs";

const ORIGIN = "https://app.example.com";
const source = new URL("../../../protocol/tests/fixtures/paths.json", import.meta.url);
const { reserved, resolved, several, one } = JSON.parse(readFileSync(source, "utf8"));

globalThis.location = new URL(`${ORIGIN}/somewhere`);
const { ownAddress } = await bundled("../../front/begin.ts", import.meta.url);

// attack: 88, 99
test("what some reader takes for the handoff's own is not returned to", () => {
  const { before, name, after, others } = reserved;
  const spelled = before.flatMap((first) => name.flatMap((ours) => after.map((last) => first + ours + last)));
  assert.ok(spelled.length > 10_000);
  const taken = [...others, ...spelled].filter((path) => ownAddress(ORIGIN + path) !== `${ORIGIN}/`);
  assert.deepEqual(taken, []);
});

test("honest addresses are returned to, as the browser writes them", () => {
  for (const path of [...resolved, ...several, ...one]) {
    const url = new URL(ORIGIN + path);
    url.hash = "";
    assert.equal(ownAddress(ORIGIN + path), url.href);
  }
});

// attack: 99
test("a long address is read in bounded time", () => {
  for (const part of ["%25", "%2f", "..;", "%5c", "/", "%", "%ef%bc%8f", ";%2f\\"]) {
    const path = `/${part.repeat(2048 / part.length)}`;
    assert.doesNotThrow(() => ownAddress(ORIGIN + path), path);
  }
});
