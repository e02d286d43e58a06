//! Requests to a router, without a network.

use axum::Router;
use axum::body::Body;
use axum::http::{Extensions, HeaderName, HeaderValue, Method, Request};
use tower::ServiceExt as _;

use crate::Answer;

/// Sends a request just as it is said: method and path, headers, body. `more` is what a server knows of the connection.
pub async fn send(
    app: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
    more: Extensions,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        request = request.header(HeaderName::from_bytes(name.as_bytes()).unwrap(), value);
    }
    let mut request = request.body(Body::from(body.to_owned())).unwrap();
    request.extensions_mut().extend(more);
    Answer::read(app.clone().oneshot(request).await.unwrap()).await
}

/// The headers of a page of its own origin that calls its server, without a cookie where there is none.
pub fn own_page<'a>(origin: &'a str, cookie: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut headers = vec![
        ("origin", origin),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    headers.extend(with_cookie(cookie));
    headers
}

/// A cookie's header, if there is a cookie.
pub fn with_cookie(cookie: &str) -> Vec<(&'static str, &str)> {
    match cookie {
        "" => Vec::new(),
        cookie => vec![("cookie", cookie)],
    }
}
