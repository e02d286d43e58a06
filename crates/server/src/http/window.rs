//! Pages are for whole windows: what an address of a page mints, ends or moves on happens in sight of its user. A frame, a
//! call of a script, and a browser that loads ahead get no page, where the browser says so (Fetch Metadata).

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::{Failure, WindowError};

/// How a browser asks: `navigate` where a window or a frame goes to an address.
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
/// What a browser wants to do with the answer: `document` where it fills a whole window.
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");
/// What browsers say who load ahead: they do so in the mode and for the destination of a whole window. The last three are
/// older names.
const AHEAD: [HeaderName; 4] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-purpose"),
    HeaderName::from_static("x-moz"),
];

/// Whether a request may be a whole window's. Browsers that say nothing are let through: they are old.
fn whole_window(headers: &HeaderMap) -> Result<(), WindowError> {
    if AHEAD.iter().any(|name| headers.contains_key(name)) {
        return Err(WindowError::Ahead);
    }
    if !says(headers, &MODE, "navigate") {
        return Err(WindowError::Mode);
    }
    if !says(headers, &DESTINATION, "document") {
        return Err(WindowError::Destination);
    }
    Ok(())
}

/// Whether a header is absent, or there once with this value.
fn says(headers: &HeaderMap, name: &HeaderName, value: &str) -> bool {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => true,
        (Some(only), None) => only.as_bytes() == value.as_bytes(),
        (Some(_), Some(_)) => false,
    }
}

/// Around every page, before anything is looked up: the answer is the same for everybody.
pub(crate) async fn in_a_window(request: Request, next: Next) -> Result<Response, Failure> {
    whole_window(request.headers())?;
    Ok(next.run(request).await)
}
