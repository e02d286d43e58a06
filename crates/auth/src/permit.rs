//! The permit: read without verification, because it is advisory and came from this page's own
//! origin; the server decides again at every step.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::read::list;

/// Whether the permit names this domain; anything unreadable names none.
pub(crate) fn names(permit: &str, domain: &str) -> bool {
    payload(permit)
        .and_then(|json| js_sys::JSON::parse(&json).ok())
        .is_some_and(|claims| list(&claims, "domains").iter().any(|named| *named == domain))
}

fn payload(permit: &str) -> Option<String> {
    let payload = permit.split('.').nth(1)?;
    String::from_utf8(Base64UrlUnpadded::decode_vec(payload).ok()?).ok()
}
