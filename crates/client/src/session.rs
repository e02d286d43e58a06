//! A verified session as the page keeps it.

use crosspass_protocol::SessionClaims;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The members of the TypeScript `Session`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session<'a> {
    subject: &'a str,
    name: &'a str,
    email: &'a str,
    issuer: &'a str,
    domain: &'a str,
    session_id: &'a str,
    auth_time: f64,
    issued_at: f64,
    expires_at: f64,
    carrier: &'static str,
}

/// The object that the page keeps.
pub(crate) fn to_js(claims: &SessionClaims, carrier: &'static str) -> Result<JsValue, JsValue> {
    let session = Session {
        subject: claims.subject.as_str(),
        name: &claims.name,
        email: &claims.email,
        issuer: claims.issuer.as_str(),
        domain: claims.audience.as_str(),
        session_id: claims.session_id.as_str(),
        // Seconds up to the year 9999: exact in a double.
        auth_time: claims.auth_time.seconds() as f64,
        issued_at: claims.issued_at.seconds() as f64,
        expires_at: claims.expires_at.seconds() as f64,
        carrier,
    };
    serde_wasm_bindgen::to_value(&session).map_err(JsValue::from)
}
