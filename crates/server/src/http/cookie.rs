//! The issuer session's cookie: `__Host-` and `Secure`, but for plain http on loopback, where one of
//! the three engines would drop it.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use crosspass_protocol::Origin;

use crate::error::BodyError;
use crate::model::{SessionLimits, SessionSecret};

/// The cookie's name at an issuer.
fn name(issuer: &Origin) -> &'static str {
    if issuer.is_https() {
        "__Host-crosspass_issuer"
    } else {
        "crosspass_issuer"
    }
}

/// The secret of the request's session cookie. A value of another form is no session; two cookies of
/// the name are refused, because nobody can tell whose is whose.
pub(super) fn session_secret(
    headers: &HeaderMap,
    issuer: &Origin,
) -> Result<Option<SessionSecret>, BodyError> {
    let name = name(issuer);
    let mut values = headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair.trim_ascii()).ok())
        .filter_map(|pair| pair.split_once('='))
        .filter_map(|(key, value)| (key == name).then_some(value));
    let value = values.next();
    if values.next().is_some() {
        return Err(BodyError::AmbiguousCookie);
    }
    Ok(value.and_then(SessionSecret::parse))
}

/// `Set-Cookie` for a new session.
pub(super) fn set(
    secret: &SessionSecret,
    issuer: &Origin,
    limits: SessionLimits,
) -> [(HeaderName, HeaderValue); 1] {
    header(issuer, &secret.reveal(), limits.absolute.0)
}

/// `Set-Cookie` that takes it away.
pub(super) fn clear(issuer: &Origin) -> [(HeaderName, HeaderValue); 1] {
    header(issuer, "", 0)
}

fn header(issuer: &Origin, value: &str, max_age: i64) -> [(HeaderName, HeaderValue); 1] {
    let secure = if issuer.is_https() { "; Secure" } else { "" };
    let name = name(issuer);
    let line = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
    // base64url and numbers: always a valid header value.
    let mut value = HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    [(SET_COOKIE, value)]
}
