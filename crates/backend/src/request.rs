//! What a request asks for, and whether a person does.

use axum::extract::OriginalUri;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, Uri};

const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Whether a person is looking at what comes back.
pub(crate) fn is_navigation(parts: &Parts) -> bool {
    if parts.method != Method::GET {
        return false;
    }
    match parts.headers.get(FETCH_MODE) {
        Some(mode) => mode == "navigate",
        // Browsers without fetch metadata: those say that they want a page.
        None => parts.headers.get(ACCEPT).is_some_and(|accepted| {
            let accepted = accepted.to_str().unwrap_or_default();
            accepted
                .split(',')
                .any(|kind| kind.trim().starts_with("text/html"))
        }),
    }
}

/// What was asked for, also where a nested router sees a part of it.
pub(crate) fn original(parts: &Parts) -> &Uri {
    let original = parts.extensions.get::<OriginalUri>();
    original.map_or(&parts.uri, |OriginalUri(uri)| uri)
}

/// Where to come back to.
pub(crate) fn path_and_query(parts: &Parts) -> String {
    let path = original(parts).path_and_query();
    path.map_or("/", |path| path.as_str()).to_owned()
}
