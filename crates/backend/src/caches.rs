//! Caches and cookies: an answer that sets or deletes a cookie of ours is for one browser alone, whatever else was said.

use axum::http::header::{CACHE_CONTROL, EXPIRES, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::cookie;

/// What shared caches read in place of `Cache-Control`, or before it. Those of CDNs end in `cdn-cache-control` (RFC 9213).
const FURTHER: [&str; 4] = ["surrogate-control", "x-accel-expires", "edge-control", "pragma"];

/// Keeps an answer with one of our cookies out of every cache.
pub(crate) fn keep_out(headers: &mut HeaderMap) {
    if !headers.get_all(SET_COOKIE).iter().any(sets_ours) {
        return;
    }
    let further =
        |name: &HeaderName| FURTHER.contains(&name.as_str()) || name.as_str().ends_with("cdn-cache-control");
    let gone: Vec<HeaderName> = headers.keys().filter(|name| further(name)).cloned().collect();
    for name in gone.into_iter().chain([EXPIRES]) {
        headers.remove(name);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

fn sets_ours(line: &HeaderValue) -> bool {
    let name = line
        .as_bytes()
        .split(|byte| *byte == b'=')
        .next()
        .unwrap_or_default();
    std::str::from_utf8(name).is_ok_and(cookie::is_ours)
}
