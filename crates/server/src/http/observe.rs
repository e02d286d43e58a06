//! Around every request: a reference, the access log line, error bodies, headers.

use std::time::{Duration, UNIX_EPOCH};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::DATE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::Timestamp;

use super::client::{Peer, client_address};
use super::context::Context;
use super::theme::language;
use crate::error::{Failure, Reader, render};
use crate::headers::secure;
use crate::pages::Theme;
use crate::routes::{RouteKind, route_kind};
use crate::state::AppState;

/// The header that carries the reference.
pub(crate) const REFERENCE_HEADER: HeaderName = HeaderName::from_static("crosspass-reference");

/// Observes one request from end to end.
pub(crate) async fn observed(
    State(AppState { issuer, site }): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = issuer.clock.elapsed();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let path = matched.as_ref().map_or("-", MatchedPath::as_str);
    let is_machine_path = is_machine_path(request.uri().path());
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
        address: client_address(peer, request.headers(), &site.trusted_proxies),
        at: issuer.clock.now(),
        language: language(request.headers()),
    };
    let theme = Theme::plain(context.language);
    request.extensions_mut().insert(context);

    let response = next.run(request).await;
    let reader = match route_kind(path) {
        RouteKind::Page => Reader::Person(theme),
        RouteKind::ReceiverApi => Reader::Receiver(issuer.clock.now()),
        RouteKind::PageApi
        | RouteKind::SiteApi
        | RouteKind::Discovery
        | RouteKind::Asset
        | RouteKind::Brand
        | RouteKind::Operations => Reader::Program,
        RouteKind::Nothing if is_machine_path => Reader::Program,
        RouteKind::Nothing => Reader::Person(theme),
    };
    let mut response = render(response, reader, &reference, &site.pages);
    secure(&mut response, route_kind(path), issuer.origin.is_https());
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert(REFERENCE_HEADER, value);
    }
    // The clock that tokens and proofs are judged by, not hyper's.
    if let Some(date) = http_date(issuer.clock.now()) {
        response.headers_mut().insert(DATE, date);
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

/// The last second of the year 9999: later moments have no form as a date here.
const LAST_DATE: u64 = 253_402_300_799;

/// As the `Date` header has it.
fn http_date(now: Timestamp) -> Option<HeaderValue> {
    let since = Duration::from_secs(u64::try_from(now.seconds()).ok()?.min(LAST_DATE));
    let date = httpdate::HttpDate::from(UNIX_EPOCH.checked_add(since)?);
    HeaderValue::from_str(&date.to_string()).ok()
}

/// Addresses where programs are looking for something, not people.
fn is_machine_path(path: &str) -> bool {
    ["/api", "/.well-known", "/assets", "/brand"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

/// Where no route is.
pub(crate) async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}
