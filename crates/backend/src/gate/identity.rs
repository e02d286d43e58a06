//! Who is behind a request, in headers for a backend that knows nothing else of Crosspass.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::session::Session;

const SUBJECT: HeaderName = HeaderName::from_static("crosspass-subject");
const SESSION: HeaderName = HeaderName::from_static("crosspass-session");
const NAME: HeaderName = HeaderName::from_static("crosspass-name");
const EMAIL: HeaderName = HeaderName::from_static("crosspass-email");
const DOMAIN: HeaderName = HeaderName::from_static("crosspass-domain");

/// What stays as it is, so that most ids and addresses do. `+` does not: some decoders make a space of it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@');

/// 200 with the headers.
pub(super) fn of(session: &Session) -> Response {
    let headers = [
        (SUBJECT, encoded(session.subject().as_str())),
        (SESSION, encoded(session.session_id().as_str())),
        (NAME, encoded(session.name())),
        (EMAIL, encoded(session.email())),
        (DOMAIN, plain(session.claims().audience.as_str())),
    ];
    (StatusCode::OK, headers).into_response()
}

/// A header's value is ASCII, a name need not be: percent-encoded UTF-8.
fn encoded(text: &str) -> HeaderValue {
    plain(&utf8_percent_encode(text, ENCODED).to_string())
}

/// An origin is ASCII, and has nothing in it that decoding changes.
fn plain(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_says_more_than_one_header() {
        assert_eq!(encoded("ada.l-o_v@example.com"), "ada.l-o_v@example.com");
        assert_eq!(encoded("Zoë O'Neil"), "Zo%C3%AB%20O%27Neil");
        assert_eq!(
            encoded("a\r\nCrosspass-Subject: b, c%20+"),
            "a%0D%0ACrosspass-Subject%3A%20b%2C%20c%2520%2B"
        );
    }
}
