// Whether some reader could take a path for one below `/crosspass/`: the rule of docs/protocol.md, tested with its table.

/** What readers make of a part of a path: each of them turns it into another form, and the rest applies to that as well. */
const changes: ((text: string) => string)[] = [
  // Decoded once, by a reader who takes everything: `%u002F`, UTF-8 that is longer than it need be, Latin-1.
  (text) =>
    unescape(text).replace(/[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}/g, (bytes) => {
      let point = 0;
      for (const byte of bytes) point = point * 64 + (byte.charCodeAt(0) % 64);
      return String.fromCodePoint((point % 2 ** (5 * bytes.length + 1)) % 0x110000);
    }),
  // Without widths, ligatures, accents, control characters and marks without a shape.
  (text) =>
    text
      .normalize("NFKD")
      .replace(/[\0-\x1f\x7f\xad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g, "")
      .replace(/[\u2044\u2215\u29f8]/g, "/")
      .replace(/[\u2216\u29f5\u29f9]/g, "\\"),
  (text) => text.replace(/\\/g, "/"),
  // Parameters, a query, a fragment, the name of a stream, or what is after the end of a text of C.
  (text) => text.replace(/[;?#:\0].*/s, ""),
];

/** Whether a name of ours may be the first one: each part before it counts for as few folders as any of its forms does. */
export function isReserved(path: string): boolean {
  let depth = 0;
  for (const [place, part] of path.slice(1).split("/").entries()) {
    const forms = new Set([part]);
    for (const form of forms) {
      for (const change of changes) forms.add(change(form));
      if (forms.size > 64) return true;
    }
    // After two slashes some readers expect a host, which is no folder.
    if (!place && [...forms].some((form) => /^(\/|$)/.test(form))) depth = -1;
    let least = depth + 1;
    for (const form of forms) {
      let at = depth;
      for (const name of form.split("/")) {
        if (at <= 0 && /^ *crosspass[ .]*$/i.test(name)) return true;
        // The parent, perhaps; or the folder itself.
        if (/[^ .]/.test(name)) at++;
        else if (/\..*\./.test(name)) at = Math.min(at, Math.max(0, at - 1));
      }
      least = Math.min(least, at);
    }
    depth = least;
  }
  return false;
}
