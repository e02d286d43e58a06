//! The domain's cookies: `__Host-`, `Secure`, `HttpOnly`, `SameSite=Lax` (RFC 6265bis). Over plain http, on loopback
//! alone, they go without prefix and `Secure`, which WebKit drops there. Cookies are of a host, whatever the port: one
//! that is not the scheme's own stands in their names.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use crosspass_protocol::Origin;

use crate::error::Refusal;

/// What a cookie of ours is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieKind {
    /// The session token, where it is for requests of the same site, and for visits.
    Session,
    /// The same for other sites' pages, in a jar for each site.
    PartitionedSession,
    /// The same for other sites' pages, in one jar.
    SharedSession,
    /// A session token that waits for the user's answer: another user is signed in here.
    UnconfirmedSession,
    /// A handoff that began here and is not over; its nonce follows in the name.
    PendingHandoff,
    /// How often this browser was lately sent to the issuer (`redirect_guard`).
    Redirects,
    /// The same for propagations.
    PropagationRedirects,
}

/// What the issuer's own cookies are called: on one host, whatever the port, browsers send them along.
const ISSUERS: [&str; 3] = ["crosspass_issuer", "crosspass_farewell", "crosspass_attempt"];

impl CookieKind {
    const ALL: [Self; 7] = [
        Self::Session,
        Self::PartitionedSession,
        Self::SharedSession,
        Self::UnconfirmedSession,
        Self::PendingHandoff,
        Self::Redirects,
        Self::PropagationRedirects,
    ];

    fn stem(self) -> &'static str {
        match self {
            Self::Session => "crosspass",
            Self::PartitionedSession => "crosspass-partitioned",
            Self::SharedSession => "crosspass-shared",
            Self::UnconfirmedSession => "crosspass-pending",
            Self::PendingHandoff => "crosspass-begun",
            Self::Redirects => "crosspass-turns",
            Self::PropagationRedirects => "crosspass-propagation-turns",
        }
    }

    /// The name at an origin; that of a pending handoff is still without its nonce.
    fn name(self, origin: &Origin) -> String {
        let stem = self.stem();
        let prefix = if origin.is_https() { "__Host-" } else { "" };
        match origin.as_str().rsplit_once(':') {
            Some((_, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{prefix}{stem}_{port}")
            }
            Some(_) | None => format!("{prefix}{stem}"),
        }
    }
}

/// Whether the session cookie goes along with requests that pages of other sites make (`SameSite=None; Secure`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossSite {
    /// One cookie jar for each site that calls (`Partitioned`; CHIPS). A session that a user got at the domain itself
    /// is not in it.
    Partitioned,
    /// One cookie jar. Browsers that block third-party cookies, which is the default of most, send nothing from it.
    Shared,
}

/// All pairs of a request's cookies.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair.trim_ascii()).ok())
        .filter_map(|pair| pair.split_once('='))
}

/// Whether a cookie of that name is Crosspass' own: of any kind, of any origin at this host.
pub(crate) fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix("__Host-").unwrap_or(name);
    let is_of = |kind: &CookieKind| {
        let Some(rest) = name.strip_prefix(kind.stem()) else {
            return false;
        };
        let after_port = |port: &'_ str| {
            port.trim_start_matches(|letter: char| letter.is_ascii_digit())
                .len()
        };
        let rest = match rest.strip_prefix('_') {
            Some(port) if after_port(port) < port.len() => &port[port.len() - after_port(port)..],
            Some(_) | None => rest,
        };
        match kind {
            CookieKind::PendingHandoff => rest.starts_with('-'),
            CookieKind::Session
            | CookieKind::PartitionedSession
            | CookieKind::SharedSession
            | CookieKind::UnconfirmedSession
            | CookieKind::Redirects
            | CookieKind::PropagationRedirects => rest.is_empty(),
        }
    };
    ISSUERS.contains(&name) || CookieKind::ALL.iter().any(is_of)
}

/// The one cookie of that kind. Two of one name are refused: nothing in a request says which of them is ours.
pub(crate) fn find<'a>(
    headers: &'a HeaderMap,
    kind: CookieKind,
    origin: &Origin,
) -> Result<Option<&'a str>, Refusal> {
    one(headers, &kind.name(origin))
}

/// The values of all cookies of that kind.
pub(crate) fn all<'a>(
    headers: &'a HeaderMap,
    kind: CookieKind,
    origin: &Origin,
) -> impl Iterator<Item = &'a str> {
    named(headers, kind.name(origin))
}

/// The cookie of one pending handoff.
pub(crate) fn find_pending_handoff<'a>(
    headers: &'a HeaderMap,
    nonce: &str,
    origin: &Origin,
) -> Result<Option<&'a str>, Refusal> {
    one(headers, &pending_handoff_name(nonce, origin))
}

fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = named(headers, name.to_owned());
    let value = values.next();
    match values.next() {
        None => Ok(value),
        Some(_) => Err(TWO),
    }
}

/// Two cookies of one name are there.
pub(crate) const TWO: Refusal =
    Refusal::Request("Cookie: two of ours have the same name; delete this site's cookies");

fn named(headers: &HeaderMap, name: String) -> impl Iterator<Item = &str> {
    pairs(headers).filter_map(move |(key, value)| (key == name).then_some(value))
}

/// The nonces and values of all pending handoffs.
pub(crate) fn all_pending_handoffs<'a>(headers: &'a HeaderMap, origin: &Origin) -> Vec<(&'a str, &'a str)> {
    let prefix = pending_handoff_name("", origin);
    pairs(headers)
        .filter_map(|(name, value)| Some((name.strip_prefix(prefix.as_str())?, value)))
        .collect()
}

fn pending_handoff_name(nonce: &str, origin: &Origin) -> String {
    format!("{}-{nonce}", CookieKind::PendingHandoff.name(origin))
}

/// `Set-Cookie` for so many seconds; a value of base64url, dots and digits.
pub(crate) fn set(kind: CookieKind, value: &str, seconds: i64, origin: &Origin) -> HeaderValue {
    line(&kind.name(origin), value, seconds, lax(origin))
}

/// The same with attributes of its own.
pub(crate) fn write(
    kind: CookieKind,
    value: &str,
    seconds: i64,
    origin: &Origin,
    attributes: &str,
) -> HeaderValue {
    line(&kind.name(origin), value, seconds, attributes)
}

/// `Set-Cookie` for one pending handoff.
pub(crate) fn set_pending_handoff(nonce: &str, value: &str, seconds: i64, origin: &Origin) -> HeaderValue {
    line(&pending_handoff_name(nonce, origin), value, seconds, lax(origin))
}

/// `Set-Cookie` that takes one away.
pub(crate) fn clear(kind: CookieKind, origin: &Origin) -> HeaderValue {
    set(kind, "", 0, origin)
}

/// The attributes of all cookies but a session's for other sites' pages.
pub(crate) fn lax(origin: &Origin) -> &'static str {
    if origin.is_https() {
        "SameSite=Lax; Secure"
    } else {
        "SameSite=Lax"
    }
}

fn line(name: &str, value: &str, seconds: i64, attributes: &str) -> HeaderValue {
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; {attributes}");
    // Ours are always valid; an invalid one sets nothing.
    let mut value = HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}
