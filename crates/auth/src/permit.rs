//! The permit: read without verification, because it is advisory and came from this page's own
//! origin; the server decides again at every step.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;

#[derive(Deserialize)]
struct Claims {
    domains: Vec<String>,
}

/// Whether the permit names this domain; anything unreadable names none.
pub(crate) fn names(permit: &str, domain: &str) -> bool {
    domains(permit).is_some_and(|domains| domains.iter().any(|named| named == domain))
}

fn domains(permit: &str) -> Option<Vec<String>> {
    let payload = permit.split('.').nth(1)?;
    let json = String::from_utf8(Base64UrlUnpadded::decode_vec(payload).ok()?).ok()?;
    let value = js_sys::JSON::parse(&json).ok()?;
    let claims: Claims = serde_wasm_bindgen::from_value(value).ok()?;
    Some(claims.domains)
}
