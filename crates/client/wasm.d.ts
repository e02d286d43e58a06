// What wasm-bindgen declares of this crate's module; `cargo xtask npm --write` writes it.
/* tslint:disable */
/* eslint-disable */

/** What the receiver page does. What a method answers goes to `Receiver.answer`, what it throws to `refuse`. */
export interface Host {
    /** The handoff of that nonce if it was begun here, else a new one. */
    announce(nonce: string): Promise<Handoff>;
    /** Begins a handoff and remembers it. */
    begin(returnTo: string): Promise<Handoff>;
    /** Verifies a ticket against the remembered handoff that it names; `false` if the present session came by that one. */
    checkTicket(ticket: string, nonce: string): Promise<boolean>;
    /** The verified ticket's session token. */
    redeem(): Promise<string>;
    /** Verifies a session token against the handoff under way; whether this domain has a session of another user. */
    check(token: string): Promise<boolean>;
    /** Whether the present user's session is to be replaced. */
    ask(): Promise<boolean>;
    /** Uses the handoff up and keeps the verified session. */
    keep(): Promise<true>;
    /** Posts a message to the opener, at the issuer's origin. */
    post(message: object): void;
    /** Leaves for the issuer with the handoff that was begun. */
    goToIssuer(): void;
    /** Leaves for where the handoff is to end. */
    goToReturn(): void;
    /** Says why it ended. */
    show(code: string): void;
    close(): void;
}

/** A method of the page, and what it is called with. */
export type Step = { [Name in keyof Host]: [Name, ...Parameters<Host[Name]>] }[keyof Host];

/** A handoff that was begun here. */
export interface Handoff {
    readonly nonce: string;
    readonly jkt: string;
}

/** A verified session. */
export interface VerifiedSession {
    readonly subject: string;
    readonly name: string;
    readonly email: string;
    readonly issuer: string;
    readonly domain: string;
    readonly sessionId: string;
    readonly authTime: number;
    readonly issuedAt: number;
    readonly expiresAt: number;
    /** Three lines: `amr`, `acr`, `roles`; words with a space after each. */
    readonly labels: string;
}



/**
 * What WebCrypto is to say of one token.
 */
export class Question {
    private constructor();
    free(): void;
    /**
     * The question about this token; `undefined` if its key is none of `keys`. Throws a code.
     */
    static about(token: string, keys: string): Question | undefined;
    /**
     * With WebCrypto's answer: the session of a `"session"` token, or `true` of a `"ticket"`. `bound` is that kind, the
     * issuer, this origin, the handoff's nonce and the key's thumbprint, with a space between: five arguments would be
     * five times the glue. Throws a code.
     */
    accept(answer: unknown, bound: string, now: number): VerifiedSession | true;
    /**
     * The key's uncompressed point (65 bytes), r and s (64 bytes), and what was signed.
     */
    parts(): Uint8Array;
}

/**
 * One receiver page.
 */
export class Receiver {
    free(): void;
    /**
     * What the last step came to.
     */
    answer(answer: unknown): Step[];
    /**
     * The page has loaded. `fragment` is the page's, taken off its address beforehand.
     */
    arrive(fragment: string, framed: boolean): Step[];
    /**
     * A message came.
     */
    hear(event: MessageEvent): Step[];
    /**
     * A receiver of that issuer. `opener` is the window that opened this one, if the browser has kept the
     * two together.
     */
    constructor(issuer: string, opener?: Window | null);
    /**
     * Why the last step failed: a stable code, or anything else of a fault that has none.
     */
    refuse(code: string): Step[];
}

/**
 * What the holder of that public key signs for one request: header and claims of a proof. `hash` is that
 * of the token which goes along with it, if any. Throws a code.
 */
export function signingInput(key: string, method: string, url: string, now: number, random: Uint8Array | number[], hash?: string | null): string;

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
export default function __wbg_init (module_or_path: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
