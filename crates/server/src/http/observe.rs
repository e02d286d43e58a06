//! Around every request: a reference, the access log line, error bodies, headers.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use base64ct::{Base64UrlUnpadded, Encoding};

use super::client::{Peer, client_address};
use super::context::Context;
use crate::error::{Failure, render};
use crate::headers::secure;
use crate::routes::{Kind, kind_of};
use crate::state::AppState;

/// The header that carries the reference.
pub(crate) const REFERENCE_HEADER: HeaderName = HeaderName::from_static("crosspass-reference");

/// Observes one request from end to end.
pub(crate) async fn observed(State(issuer): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = issuer.clock.elapsed();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let path = matched.as_ref().map_or("-", MatchedPath::as_str);
    let for_people = match kind_of(path) {
        Kind::Page => true,
        Kind::PageApi | Kind::ReceiverApi | Kind::Discovery | Kind::Asset | Kind::Operations => false,
        Kind::Nothing => !is_machine_path(request.uri().path()),
    };
    // Without randomness nothing works; the request then fails further on and says so.
    let reference = issuer.random.bytes::<12>().unwrap_or_default();
    let reference = Base64UrlUnpadded::encode_string(&reference);
    let peer = request
        .extensions()
        .get::<Peer>()
        .copied()
        .unwrap_or(Peer::UNKNOWN);
    let context = Context {
        reference: reference.clone(),
        address: client_address(peer, request.headers(), &issuer.trusted_proxies),
        at: issuer.clock.now(),
    };
    request.extensions_mut().insert(context);

    let response = next.run(request).await;
    let mut response = render(response, for_people, &reference, &issuer.pages);
    secure(&mut response, kind_of(path), issuer.origin.is_https());
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert(REFERENCE_HEADER, value);
    }
    let code = response
        .extensions()
        .get::<Failure>()
        .map(|failure| failure.code.as_str());
    let micros = u64::try_from((issuer.clock.elapsed() - started).as_micros()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    tracing::info!(
        method = method.as_str(),
        path,
        status,
        micros,
        reference,
        code,
        "request"
    );
    response
}

/// Addresses where programs are looking for something, not people.
fn is_machine_path(path: &str) -> bool {
    ["/api", "/.well-known", "/assets"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// Where no route is.
pub(crate) async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}
