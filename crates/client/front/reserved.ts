// Whether some reader could take a path for one below `/crosspass/`: the rule of docs/protocol.md, tested with its table.

/** Whether a name of ours may be the first one: each part before it counts for as few folders as any of its forms does. */
export function isReserved(path: string): boolean {
  // After two slashes some readers expect a host, which is no folder.
  let depth = path[1] === "/" ? -1 : 0;
  for (const part of path.slice(1).split("/")) {
    const forms = new Set([part]);
    let least = depth + 1;
    for (const form of forms) {
      let at = depth;
      for (const name of form.split("/")) {
        if ((at < 1 && /^ *crosspass[ .]*$/i.test(name)) || forms.size > 64) return true;
        // A folder; the parent, perhaps; or the same folder.
        at += /[^ .]/.test(name) ? 1 : at > 0 && /\..*\./.test(name) ? -1 : 0;
      }
      least = Math.min(least, at);
      forms
        // Decoded once, by a reader who takes everything: `%u002F`, UTF-8 that is longer than it need be, Latin-1.
        .add(
          form.replace(/%(?:u([\da-f]{4})|([\da-f]{2}))/gi, unescaped).replace(/[\xc0-\xf7][\x80-\xbf]{1,3}/g, (bytes) => {
            let point = 0;
            for (const byte of bytes) point = point * 64 + (byte.charCodeAt(0) % 64);
            return String.fromCodePoint((point % 2 ** (5 * bytes.length + 1)) % 0x110000);
          }),
        )
        // Without widths, ligatures, accents and invisible characters; all slashes are one.
        .add(form.normalize("NFKD").replace(/[\p{C}\p{M}]/gu, "").replace(/[\\⁄∕∖⧵⧸⧹]/g, "/"))
        // Parameters, a query, a fragment, the name of a stream, or what is after the end of a text of C.
        .add(form.replace(/[;?#:\0].*/s, ""));
    }
    depth = least;
  }
  return false;
}

/** The character of `%u002F` or `%2F`, of which one has its digits. */
function unescaped(_: string, wide: string | undefined, narrow = wide): string {
  return String.fromCharCode(Number(`0x${narrow}`));
}
