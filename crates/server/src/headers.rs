//! Headers of every response, errors and redirects too: the same for every caller.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::routes::RouteKind;

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const CORS_ANYONE: HeaderValue = HeaderValue::from_static("*");

/// For pages: what our own files need, nothing else.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// For logos. An image in a page runs nothing; opened by itself, an SVG is in a sandbox without scripts.
const BRAND_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'none'";
/// For everything that is no page.
const OTHER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Adds the headers of a route of this kind.
pub(crate) fn secure(response: &mut Response, kind: RouteKind, https: bool) {
    let succeeded = response.status().is_success();
    let headers = response.headers_mut();
    let fixed = |value| HeaderValue::from_static(value);
    headers.insert(COOP, fixed("same-origin-allow-popups"));
    headers.insert(REFERRER_POLICY, fixed("strict-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(X_FRAME_OPTIONS, fixed("DENY"));
    let policy = if is_page(headers) {
        PAGE_POLICY
    } else if kind == RouteKind::Brand {
        BRAND_POLICY
    } else {
        OTHER_POLICY
    };
    headers.insert(CONTENT_SECURITY_POLICY, fixed(policy));
    if https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            fixed("max-age=31536000; includeSubDomains"),
        );
    }
    let corp = match kind {
        RouteKind::Discovery => "cross-origin",
        RouteKind::Page
        | RouteKind::PageApi
        | RouteKind::ReceiverApi
        | RouteKind::SiteApi
        | RouteKind::Asset
        | RouteKind::Brand
        | RouteKind::Operations
        | RouteKind::Nothing => "same-origin",
    };
    headers.insert(CORP, fixed(corp));
    let cache = match kind {
        // The file may change under its name, and has said so.
        RouteKind::Asset if headers.contains_key(CACHE_CONTROL) => "no-cache",
        RouteKind::Asset | RouteKind::Brand if succeeded => "public, max-age=31536000, immutable",
        RouteKind::Discovery if succeeded => "public, max-age=300",
        RouteKind::Page
        | RouteKind::PageApi
        | RouteKind::ReceiverApi
        | RouteKind::SiteApi
        | RouteKind::Asset
        | RouteKind::Brand
        | RouteKind::Discovery
        | RouteKind::Operations
        | RouteKind::Nothing => "no-store",
    };
    headers.insert(CACHE_CONTROL, fixed(cache));
    match kind {
        // Without credentials: cookies never travel along.
        RouteKind::Discovery => {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, CORS_ANYONE);
        }
        // Receivers whose clock is wrong learn it from ours, and when to ask again.
        RouteKind::ReceiverApi => {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, CORS_ANYONE);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, fixed("Date, Retry-After"));
        }
        // Whom it is told to, the handler decides.
        RouteKind::SiteApi => {
            headers.insert(VARY, fixed("Origin"));
        }
        RouteKind::Page
        | RouteKind::PageApi
        | RouteKind::Asset
        | RouteKind::Brand
        | RouteKind::Operations
        | RouteKind::Nothing => {}
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
