//! `GET /assets/{file}`: files of the pages, compressed beforehand.

use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::assets::{File, media_type};
use crate::state::Site;
use std::sync::Arc;

/// A file, as brotli where that is accepted; or 304, where the browser has it already.
pub(crate) async fn asset(
    State(site): State<Arc<Site>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let files = site.pages.files();
    let name = format!("assets/{file}");
    let Some(plain) = files.file(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let packed = files
        .file(&format!("{name}.br"))
        .filter(|_| accepts_brotli(&headers));
    let File { content, tag } = packed.unwrap_or(plain);
    let mut response = match tag {
        Some(tag) if said(&headers, &IF_NONE_MATCH).any(|known| known == tag) => {
            StatusCode::NOT_MODIFIED.into_response()
        }
        Some(_) | None => content.clone().into_response(),
    };
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&file)));
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if packed.is_some() {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    // Without a hash in its name a file may be another one tomorrow.
    if let Some(tag) = tag.as_ref().and_then(|tag| HeaderValue::from_str(tag).ok()) {
        answer.insert(ETAG, tag);
        answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    response
}

/// The items of a header that is a list.
fn said<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    said(headers, &ACCEPT_ENCODING).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|weight| {
                weight.starts_with("q=0") && !weight.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
            })
    })
}
