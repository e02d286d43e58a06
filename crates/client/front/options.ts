// What createClient takes, parsed: a wrong option is said at once, and by its name.
import { CrosspassError } from "./error.js";

const LOOPBACK = /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/;

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** The issuer's origin, such as `https://auth.example.com`. */
  readonly issuer: string;
  /** Origins of APIs that get token and proof from `fetch` and `proof`, beside this page's own. None, if absent. */
  readonly apis?: readonly string[];
  /**
   * Told what went another way than it was asked to, and went well: a call of `fetch` with `credentials: "include"`
   * without the cookies of an API on another site (`third_party_cookies_blocked`). Once for each API and page.
   */
  readonly onNotice?: (notice: CrosspassError) => void;
  /** Where the wasm module is. If absent, where `npx @crosspass/client install` puts it, below `/crosspass/`. */
  readonly wasm?: string | URL;
}

/** Options after parsing. */
export interface Settings {
  readonly issuer: string;
  readonly apis: readonly string[];
  readonly wasm: string;
  readonly onNotice: (notice: CrosspassError) => void;
}

/** Parses the options. */
export function parseOptions(options: ClientOptions | undefined): Settings {
  const apis: unknown = options?.apis ?? [];
  if (!Array.isArray(apis)) throw wrong("options.apis is a list of origins", apis);
  const onNotice: unknown = options?.onNotice ?? (() => {});
  if (typeof onNotice !== "function") throw wrong("options.onNotice is a function", onNotice);
  return {
    onNotice: onNotice as Settings["onNotice"],
    issuer: origin("options.issuer is the issuer's origin", options?.issuer),
    apis: apis.map((api, index) => origin(`options.apis[${index}] is an API's origin`, api)),
    wasm: String(options?.wasm ?? __WASM_URL__),
  };
}

function origin(rule: string, text: unknown): string {
  if (typeof text === "string" && URL.canParse(text)) {
    const { href, origin, protocol, hostname } = new URL(text);
    // In the clear a token is anybody's: http is for this machine alone.
    const isProtected = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
    // URLs may have a `*` in their host; a pattern for many origins is no origin.
    if (isProtected && href === `${origin}/` && !origin.includes("*")) return origin;
  }
  throw wrong(`${rule}, such as "https://auth.example.com" (http on loopback only)`, text);
}

function wrong(rule: string, value: unknown): CrosspassError {
  return new CrosspassError("invalid_request", `createClient: ${rule}; it was ${JSON.stringify(value)}.`);
}
