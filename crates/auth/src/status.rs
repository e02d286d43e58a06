//! What the page is told: one plain object per change.

use crosspass_protocol::Code;
use js_sys::Object;
use wasm_bindgen::prelude::*;

use crate::object::{Members, Value, object};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
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
"#;

/// Where a sign-in stands.
#[derive(Clone, Copy)]
pub(crate) enum State {
    Processing,
    Redirecting,
    Done,
    Failed,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Redirecting => "redirecting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A report without a reason.
pub(crate) fn plain(state: State) -> JsValue {
    write(&[("state", Some(Value::Text(state.as_str())))])
}

/// A refusal, with what the issuer says about it in the members of its body.
pub(crate) fn failed(code: Code, body: &JsValue) -> JsValue {
    let focus = (code == Code::InvalidCredentials).then_some("password");
    let status = write(&[
        ("state", Some(Value::Text(State::Failed.as_str()))),
        ("code", Some(Value::Text(code.as_str()))),
        ("focus", focus.map(Value::Text)),
    ]);
    Object::assign(status.unchecked_ref::<Object>(), body.unchecked_ref::<Object>()).into()
}

fn write(members: &Members<'_>) -> JsValue {
    // Strings under fixed names cannot fail.
    object(members).unwrap_or_default()
}
