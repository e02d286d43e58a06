//! A verified session as the page keeps it: the members of the TypeScript `VerifiedSession`.

use crosspass_protocol::{SessionClaims, Timestamp};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// The object that the page keeps.
pub(crate) fn to_js(claims: &SessionClaims) -> JsValue {
    let session = Object::new();
    let texts = [
        ("subject", claims.subject.as_str()),
        ("name", &claims.name),
        ("email", &claims.email),
        ("issuer", claims.issuer.as_str()),
        ("domain", claims.audience.as_str()),
        ("sessionId", claims.session_id.as_str()),
        ("labels", claims.labels.as_str()),
    ];
    let times = [
        ("authTime", claims.auth_time),
        ("issuedAt", claims.issued_at),
        ("expiresAt", claims.expires_at),
    ];
    let texts = texts
        .into_iter()
        .map(|(name, text)| (name, JsValue::from_str(text)));
    let times = times.into_iter().map(|(name, time)| (name, seconds(time)));
    for (name, value) in texts.chain(times) {
        // Setting a member of a fresh object cannot fail.
        let _ = Reflect::set(&session, &name.into(), &value);
    }
    session.into()
}

/// Seconds up to the year 9999: exact in a double.
fn seconds(time: Timestamp) -> JsValue {
    JsValue::from_f64(time.seconds() as f64)
}
