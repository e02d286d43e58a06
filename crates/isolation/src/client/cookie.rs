//! Cookies as a browser keeps them, and the names that a domain's backend gives its own (docs/receivers.md, "A domain with a
//! backend").

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{Origin, Timestamp};
use zeroize::Zeroizing;

/// A cookie.
#[derive(Clone)]
pub(crate) struct Cookie {
    name: String,
    value: Zeroizing<String>,
}

/// A cookie of a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieKind {
    /// The session token.
    Session,
    /// A session token that waits for the user's answer.
    Pending,
}

impl CookieKind {
    fn stem(self) -> &'static str {
        match self {
            Self::Session => "crosspass",
            Self::Pending => "crosspass-pending",
        }
    }
}

impl Cookie {
    /// A backend's cookie of that kind, as it is called at an origin.
    pub(crate) fn of(kind: CookieKind, origin: &Origin, value: &str) -> Self {
        Self::new(name(kind.stem(), origin), value)
    }

    /// The cookie of a begun handoff, as a browser at that origin may be made to have it: it is not signed.
    pub(crate) fn begun(nonce: &str, origin: &Origin, now: Timestamp) -> Self {
        let address = Base64UrlUnpadded::encode_string(origin.join("/").as_bytes());
        let name = format!("{}-{nonce}", name("crosspass-begun", origin));
        Self::new(name, &format!("{}.{address}", now.seconds()))
    }

    pub(crate) fn new(name: String, value: &str) -> Self {
        let value = Zeroizing::new(value.to_owned());
        Self { name, value }
    }

    /// From a `Set-Cookie` line.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let (name, value) = line.split(';').next()?.split_once('=')?;
        Some(Self::new(name.trim().to_owned(), value.trim()))
    }

    /// As requests carry it.
    pub(crate) fn pair(&self) -> String {
        format!("{}={}", self.name, self.value.as_str())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Whether it is a backend's session that begins, whatever its origin, and whosever calls it goes along with.
    pub(crate) fn begins_a_session(&self) -> bool {
        let name = self.name.trim_start_matches("__Host-");
        let is_session = ["crosspass", "crosspass-partitioned", "crosspass-shared"]
            .iter()
            .filter_map(|stem| name.strip_prefix(stem))
            .any(|rest| rest.is_empty() || rest.starts_with('_'));
        is_session && !self.value.is_empty()
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=[redacted]", self.name)
    }
}

fn name(stem: &str, origin: &Origin) -> String {
    let prefix = if origin.is_https() { "__Host-" } else { "" };
    match origin.as_str().rsplit_once(':') {
        Some((_, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => format!("{prefix}{stem}_{port}"),
        Some(_) | None => format!("{prefix}{stem}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_protocol() {
        for (origin, session, pending, begun) in [
            (
                "https://a.example.com:8443",
                "__Host-crosspass_8443",
                "__Host-crosspass-pending_8443",
                "__Host-crosspass-begun_8443-n",
            ),
            (
                "https://a.example.com",
                "__Host-crosspass",
                "__Host-crosspass-pending",
                "__Host-crosspass-begun-n",
            ),
            (
                "http://a.localhost:8080",
                "crosspass_8080",
                "crosspass-pending_8080",
                "crosspass-begun_8080-n",
            ),
            (
                "http://a.localhost",
                "crosspass",
                "crosspass-pending",
                "crosspass-begun-n",
            ),
        ] {
            let origin = Origin::parse(origin).unwrap();
            assert_eq!(Cookie::of(CookieKind::Session, &origin, "x").name(), session);
            assert_eq!(Cookie::of(CookieKind::Pending, &origin, "x").name(), pending);
            let now = Timestamp::from_seconds(1);
            assert_eq!(Cookie::begun("n", &origin, now).name(), begun);
        }
    }
}
