//! The receiver page and its files.

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::notice;
use crate::files::{File, file};
use crate::state::Crosspass;

/// Stands for the issuer's origin in the built pages.
const ISSUER: &str = "__CROSSPASS_ISSUER__";
const RECEIVER: &str = "receiver.html";

pub(super) async fn serve(
    State(Crosspass(inner)): State<Crosspass>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    // The notice is filled by the backend, and has no address of its own.
    let Some(found) = (name != notice::PAGE).then(|| file(&name)).flatten() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if name == RECEIVER {
        let page = String::from_utf8_lossy(found.content).replace(ISSUER, inner.issuer.as_str());
        return answer(found, page.into_bytes());
    }
    let mut response = match found.brotli.filter(|_| accepts_brotli(&headers)) {
        Some(smaller) => {
            let mut response = answer(found, smaller.to_vec());
            let headers = response.headers_mut();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
            response
        }
        None => answer(found, found.content.to_vec()),
    };
    let vary = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().insert(VARY, vary);
    response
}

fn answer(file: File, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(file.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static(file.cache_control)),
    ];
    (headers, bytes).into_response()
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(ACCEPT_ENCODING).iter();
    values.any(|value| {
        let codings = value.to_str().unwrap_or_default().split(',');
        codings.into_iter().any(|coding| coding.trim() == "br")
    })
}
