//! `GET /assets/{file}`: files of the pages, compressed beforehand.

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::assets::media_type;
use crate::state::AppState;

/// A file, as brotli where that is accepted.
pub(crate) async fn asset(
    State(issuer): State<AppState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let files = issuer.pages.files();
    let name = format!("assets/{file}");
    let Some(plain) = files.content(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let packed = files
        .content(&format!("{name}.br"))
        .filter(|_| accepts_brotli(&headers));
    let mut response = packed.unwrap_or(plain).clone().into_response();
    let said = response.headers_mut();
    said.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&file)));
    said.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if packed.is_some() {
        said.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let lines = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|weight| {
                weight.starts_with("q=0") && !weight.contains(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
            })
    })
}
