// The one message that this page takes: `{crosspass: 1, type: "session", token}`, and nothing else in it.

/** The longest token that anybody reads, in characters. */
const LONGEST_TOKEN = 8192;
const MEMBERS = ["crosspass", "type", "token"];

/**
 * The token of a message, which the browser has cloned: it has no getters any more. Nothing is read into depth,
 * and of a text that is too long only its length.
 */
export function readToken(data: unknown): string | undefined {
  // An array, a buffer, a map, the object of a text, …: counting their members may take long.
  if (typeof data !== "object" || data === null || Object.getPrototypeOf(data) !== Object.prototype) return undefined;
  const names = Reflect.ownKeys(data);
  if (names.length !== MEMBERS.length || !MEMBERS.every((name) => names.includes(name))) return undefined;
  const { crosspass, type, token } = data as Record<string, unknown>;
  if (crosspass !== 1 || type !== "session" || typeof token !== "string") return undefined;
  return token.length <= LONGEST_TOKEN ? token : undefined;
}
