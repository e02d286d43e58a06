// Tells how large files are, raw and compressed, one JSON line each; with --write it leaves NAME.br beside each.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const words = process.argv.slice(2);
const write = words[0] === "--write";
for (const file of write ? words.slice(1) : words) {
  const content = readFileSync(file);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  if (write) writeFileSync(`${file}.br`, brotli);
  const gzip = gzipSync(content, { level: 9 });
  console.log(JSON.stringify({ file, raw: content.length, gzip: gzip.length, brotli: brotli.length }));
}
