// What createClient takes, parsed: a wrong option is said at once, and by its name.
import { CrosspassError } from "./error.js";

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** The issuer's origin, such as `https://auth.example.com`. */
  readonly issuer: string;
  /** Origins of APIs that get token and proof from `fetch` and `proof`, beside this page's own. None, if absent. */
  readonly apis?: readonly string[];
  /** Where the wasm module is. If absent, where `npx @crosspass/client install` puts it, below `/crosspass/`. */
  readonly wasm?: string | URL;
}

/** Options after parsing. */
export interface Settings {
  readonly issuer: string;
  readonly apis: readonly string[];
  readonly wasm: string;
}

/** Parses the options. */
export function parseOptions(options: ClientOptions): Settings {
  const apis: unknown = options?.apis ?? [];
  if (!Array.isArray(apis)) throw wrong("options.apis is a list of origins", apis);
  return {
    issuer: origin("options.issuer is the issuer's origin", options?.issuer),
    apis: apis.map((api, index) => origin(`options.apis[${index}] is an API's origin`, api)),
    wasm: String(options.wasm ?? __WASM_URL__),
  };
}

function origin(rule: string, text: unknown): string {
  if (typeof text === "string" && URL.canParse(text)) {
    const url = new URL(text);
    const isBare = (url.href === `${url.origin}/` || url.href === url.origin) && /^https?:$/.test(url.protocol);
    if (isBare) return url.origin;
  }
  throw wrong(`${rule}, such as "https://auth.example.com"`, text);
}

function wrong(rule: string, value: unknown): CrosspassError {
  return new CrosspassError("invalid_request", `createClient: ${rule}; it was ${JSON.stringify(value)}.`);
}
