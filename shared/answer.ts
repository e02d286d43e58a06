// Reads what a server answered: never more than it may be, and no member before it was looked at.

const MOST_BYTES = 64 * 1024;

/** Reads at most 64 KiB: a longer answer is not the issuer's. */
export async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error("too large");
    }
    chunks.push(value);
  }
  return new Blob(chunks as BlobPart[]).text();
}

/** Whether it is an object whose member of that name is a text. */
export function hasText<Name extends string>(value: unknown, name: Name): value is Record<Name, string> {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[name] === "string";
}
