//! What the page does for us: the key that never leaves WebCrypto, the issuer's keys, and, on the
//! receiver page, first-party storage, requests and the page itself. TypeScript implements it beside
//! the front, so `begin` and storage have one implementation.

use crosspass_protocol::Code;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What any page does for the wasm module: to prove that it holds the key, and to verify. */
export interface Prover {
  /** The configured issuer's origin. */
  readonly issuer: string;
  /** This domain's origin. */
  readonly origin: string;
  /** Seconds since the epoch. */
  now(): number;
  /** Sixteen random bytes. */
  random(): Uint8Array;
  /** The issuer's key set as text; `fresh` asks past the cache, at most once a minute. */
  keys(fresh: boolean): Promise<string>;
  /** The receiver's public key: required members as canonical JSON. */
  publicKey(): Promise<string>;
  /** ES256 by the receiver's key: r and s. */
  sign(input: string): Promise<Uint8Array>;
}

/** What the receiver page does beside that. */
export interface Host extends Prover {
  /** Begins a handoff and remembers it. */
  begin(returnTo: string): Promise<Begun>;
  /** The remembered handoff of that nonce. */
  find(nonce: string): Promise<Begun | undefined>;
  /** POST /api/redeem: the token. Rejects with a CrosspassError. */
  redeem(ticket: string, proof: string): Promise<string>;
  /** The present session's user. */
  holder(): string | undefined;
  /** Uses the handoff up and keeps the session; false if the handoff was used before. */
  keep(nonce: string, token: string, session: ReceivedSession): Promise<boolean>;
  /** Asks whether the present user's session is to be replaced. */
  ask(name: string, email: string): Promise<boolean>;
  /** Says why it ended. */
  show(code: string): void;
  /** Navigates, leaving no history entry. */
  go(address: string): void;
  close(): void;
}

/** A handoff that was begun here. */
export interface Begun {
  readonly nonce: string;
  readonly jkt: string;
  readonly returnTo: string;
}

/** A verified session. */
export interface ReceivedSession {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly issuer: string;
  readonly domain: string;
  readonly sessionId: string;
  readonly authTime: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly carrier: "popup" | "redirect";
}
"#;

#[wasm_bindgen]
extern "C" {
    /// Any page.
    #[wasm_bindgen(typescript_type = "Prover")]
    #[derive(Clone)]
    pub type Prover;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn issuer(this: &Prover) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn origin(this: &Prover) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn now(this: &Prover) -> f64;
    #[wasm_bindgen(method)]
    pub(crate) fn random(this: &Prover) -> Uint8Array;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn keys(this: &Prover, fresh: bool) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = publicKey)]
    pub(crate) fn public_key(this: &Prover) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn sign(this: &Prover, input: &str) -> Result<Promise, JsValue>;

    /// The receiver page.
    #[wasm_bindgen(typescript_type = "Host", extends = Prover)]
    #[derive(Clone)]
    pub type Host;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn begin(this: &Host, return_to: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn find(this: &Host, nonce: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn redeem(this: &Host, ticket: &str, proof: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    pub(crate) fn holder(this: &Host) -> Option<String>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn keep(this: &Host, nonce: &str, token: &str, session: JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn ask(this: &Host, name: &str, email: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    pub(crate) fn show(this: &Host, code: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn go(this: &Host, address: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Host);
}

/// The answer of a call. Imports that are `async` themselves would each bring this code along.
pub(crate) async fn settled(call: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(call?).await
}

/// A member of an object that is a string.
pub(crate) fn member(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}

/// The stable code of a `CrosspassError`; of anything else that was thrown, `otherwise`.
pub(crate) fn code_of(error: &JsValue, otherwise: Code) -> Code {
    member(error, "code")
        .and_then(|code| Code::parse(&code))
        .unwrap_or(otherwise)
}
