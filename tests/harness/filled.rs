//! Pages of a domain that have no script: its server puts in who is signed in.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::site::Site;

/// A page with these texts in these places.
pub(crate) fn page(site: &Site, path: &str, places: &[(&str, &str)]) -> Response {
    let Some(file) = site.file(path, false) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut page = String::from_utf8_lossy(&file.bytes).into_owned();
    for (place, text) in places {
        page = page.replace(place, &escaped(text));
    }
    ([(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

/// A style or a logo; pages only by [`page`].
pub(crate) fn file(site: &Site, path: &str) -> Response {
    match site.file(path, false).filter(|_| !path.ends_with(".html")) {
        Some(file) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
