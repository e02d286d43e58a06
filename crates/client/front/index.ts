// @crosspass/client: what a domain's pages import. No wasm, and nothing happens on import.
export type { ProofHeaders } from "./call.js";
export { createClient } from "./client.js";
export type { Client, SignInOptions, SignOutOptions } from "./client.js";
export { CrosspassError } from "./error.js";
export type { CrosspassErrorCode } from "./error.js";
export type { ClientOptions } from "./options.js";
export type { Session } from "./session.js";
