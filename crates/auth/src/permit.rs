//! The permit: read without verification, because it is advisory and came from this page's own
//! origin; the server decides again at every step.

use gloo_utils::window;

use crate::object::list;

/// Whether the permit names this domain; anything unreadable names none.
pub(crate) fn names(permit: &str, domain: &str) -> bool {
    payload(permit)
        .and_then(|json| js_sys::JSON::parse(&json).ok())
        .is_some_and(|claims| list(&claims, "domains").iter().any(|named| *named == domain))
}

fn payload(permit: &str) -> Option<String> {
    let payload = permit.split('.').nth(1)?;
    // base64url to base64, which is what browsers decode.
    let standard = payload.chars().map(|c| match c {
        '-' => '+',
        '_' => '/',
        _ => c,
    });
    // Latin-1 of UTF-8 bytes: right for origins, which are ASCII; names are not read.
    window().atob(&standard.collect::<String>()).ok()
}
