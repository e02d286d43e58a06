// What wasm-bindgen declares of this crate's module; `cargo xtask npm --write` writes it.
/* tslint:disable */
/* eslint-disable */

/** What a refusal is called, everywhere and for good. See docs/codes.md. */
export type CrosspassErrorCode =
| "invalid_credentials" | "access_denied" | "unknown_domain" | "domain_suspended" | "invalid_request"
| "login_required" | "rate_limited" | "popup_blocked" | "nonce_mismatch" | "invalid_token" | "token_expired"
| "token_used" | "redirect_loop" | "account_mismatch" | "wasm_blocked" | "storage_unavailable"
| "third_party_cookies_blocked" | "network" | "temporarily_unavailable";

/**
 * Where a sign-in stands. `code` comes with `failed`, and what the issuer said about it: `message`, `reference`, and
 * `retry_after`, the seconds until another try counts. `focus` names the field to be mended.
 */
export interface Status {
    readonly state: "idle" | "processing" | "redirecting" | "done" | "failed";
    readonly code?: CrosspassErrorCode;
    readonly message?: string;
    readonly reference?: string;
    readonly retry_after?: number;
    readonly focus?: "login" | "password";
}

/** A registered domain as the issuer writes it into its pages. */
export interface DomainData {
    readonly name: string;
    readonly origin: string;
    readonly receiver: string;
    readonly carrier: "popup" | "redirect";
}

/** The data block `#crosspass-data` of the issuer's pages, parsed. */
export interface PageData {
    readonly issuer: string;
    readonly domain: DomainData | null;
    readonly return_to: string | null;
    readonly nonce: string | null;
    readonly jkt: string | null;
    readonly user: { readonly name: string; readonly email: string } | null;
    readonly domains?: readonly DomainData[] | null;
    /** The id of the propagation that a receipt is about. */
    readonly propagation?: string;
    /** What somebody does next who was refused: try again, sign in, begin at the domain, see the domains, use another account. */
    readonly ways: Readonly<Record<CrosspassErrorCode, "again" | "sign-in" | "domain" | "domains" | "account">>;
    /** What the page may have to say: `status.…`, `failed.CODE` and `failed.CODE.next`, in the page's language. */
    readonly texts: Readonly<Record<string, string>>;
}

export interface SignInOptions {
    readonly data: PageData;
    /** Told of every change. After `redirecting` and `done`, `true` says that the page leaves by itself. */
    readonly onStatus: (status: Status) => boolean | void;
}

export interface Credentials {
    readonly login: string;
    readonly password: string;
}



/**
 * Signs a user in and hands the session to the page's domain, inside the user's own click.
 */
export class SignIn {
    free(): void;
    /**
     * "Continue as …": hands the present issuer session over. Call it in the click event itself.
     */
    continueAs(): void;
    /**
     * `data` is the page's parsed data block; `onStatus` is told of every change.
     */
    constructor(options: SignInOptions);
    /**
     * The launcher: hands the session to one of `data.domains`. Call it in the click event itself.
     */
    open(origin: string): void;
    /**
     * Sends login and password and opens the popup. Call it in the submit event itself.
     */
    submit(credentials: Credentials): void;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
