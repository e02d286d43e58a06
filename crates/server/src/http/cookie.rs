//! The issuer's cookies: `__Host-` and `Secure`, but for plain http on loopback, where one of the three engines would
//! drop them. All that can differ is in the name, and no setting changes the attributes of one name: some changes would
//! leave a browser with both.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::AppendHeaders;
use crosspass_protocol::{Origin, Seconds};

use crate::error::BodyError;
use crosspass_issuer::model::{SessionLimits, SessionSecret};

/// How long a browser that signed out may see its receipts, in seconds.
const FAREWELL: i64 = 600;

/// What a cookie's secret opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cookie {
    /// The session.
    Session,
    /// The receipts of the session that this browser ended last.
    Farewell,
    /// The way back from the identity provider.
    PendingSignIn,
}

impl Cookie {
    fn name(self, issuer: &Origin) -> &'static str {
        match (self, issuer.is_https()) {
            (Self::Session, true) => "__Host-crosspass_issuer",
            (Self::Session, false) => "crosspass_issuer",
            (Self::Farewell, true) => "__Host-crosspass_farewell",
            (Self::Farewell, false) => "crosspass_farewell",
            (Self::PendingSignIn, true) => "__Host-crosspass_attempt",
            (Self::PendingSignIn, false) => "crosspass_attempt",
        }
    }
}

/// The secret of the request's session cookie.
pub(super) fn session_secret(
    headers: &HeaderMap,
    issuer: &Origin,
) -> Result<Option<SessionSecret>, BodyError> {
    secret(headers, Cookie::Session, issuer)
}

/// The secret of the request's farewell cookie.
pub(super) fn farewell_secret(
    headers: &HeaderMap,
    issuer: &Origin,
) -> Result<Option<SessionSecret>, BodyError> {
    secret(headers, Cookie::Farewell, issuer)
}

/// A value of another form counts as no cookie; two cookies of the name are refused, because the issuer cannot tell which
/// one it set.
fn secret(headers: &HeaderMap, cookie: Cookie, issuer: &Origin) -> Result<Option<SessionSecret>, BodyError> {
    let name = cookie.name(issuer);
    let mut values = values(headers, name);
    let value = values.next();
    if values.next().is_some() {
        return Err(BodyError::AmbiguousCookie);
    }
    Ok(value.and_then(SessionSecret::parse))
}

/// The values of all cookies of a name.
pub(super) fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair.trim_ascii()).ok())
        .filter_map(|pair| pair.split_once('='))
        .filter_map(move |(key, value)| (key == name).then_some(value))
}

/// The secret of the cookie of a sign-in that left for the provider.
pub(super) fn pending_sign_in_secret(
    headers: &HeaderMap,
    issuer: &Origin,
) -> Result<Option<SessionSecret>, BodyError> {
    secret(headers, Cookie::PendingSignIn, issuer)
}

/// `Set-Cookie` for a sign-in that leaves for the identity provider.
pub(super) fn leave(secret: &SessionSecret, issuer: &Origin, life: Seconds) -> Header {
    line(issuer, Cookie::PendingSignIn, &secret.reveal(), life.0)
}

/// `Set-Cookie` that takes it away again.
pub(super) fn back(issuer: &Origin) -> Header {
    line(issuer, Cookie::PendingSignIn, "", 0)
}

/// `Set-Cookie` for a new session.
pub(super) fn set(secret: &SessionSecret, issuer: &Origin, limits: SessionLimits) -> [Header; 1] {
    [line(issuer, Cookie::Session, &secret.reveal(), limits.absolute.0)]
}

/// `Set-Cookie` that takes a session's away, and leaves the farewell's, if there is one.
pub(super) fn end(farewell: Option<&SessionSecret>, issuer: &Origin) -> AppendHeaders<Vec<Header>> {
    let left = farewell.map(|secret| line(issuer, Cookie::Farewell, &secret.reveal(), FAREWELL));
    let gone = line(issuer, Cookie::Session, "", 0);
    AppendHeaders(std::iter::once(gone).chain(left).collect())
}

/// A header with its value.
pub(super) type Header = (HeaderName, HeaderValue);

fn line(issuer: &Origin, cookie: Cookie, value: &str, max_age: i64) -> Header {
    let secure = if issuer.is_https() { "; Secure" } else { "" };
    let name = cookie.name(issuer);
    let line = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
    // base64url and numbers: always a valid header value.
    let mut value = HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    (SET_COOKIE, value)
}
