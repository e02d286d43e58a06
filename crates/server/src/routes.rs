//! The table of routes: the Router is built from it, and `crosspass describe` prints it.

use axum::middleware::from_fn;
use axum::routing::{MethodRouter, get, post};

use crate::http;
use crate::state::AppState;

/// What a route is for: decides about headers, and about the form of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// For people.
    Page,
    /// For the issuer's own pages: cookie, exact `Origin`.
    PageApi,
    /// For receivers anywhere: CORS without cookies, DPoP is the proof.
    ReceiverApi,
    /// For pages of the issuer's site that a session was carried to: cookie, CORS for their exact `Origin`.
    SiteApi,
    /// Public facts.
    Discovery,
    /// Files of the pages.
    Asset,
    /// What operators uploaded, under names with a hash: shown, never trusted.
    Brand,
    /// For operators.
    Operations,
    /// No route.
    Nothing,
}

/// One address.
#[derive(Clone, Copy)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path, as the Router matches it.
    pub path: &'static str,
    /// What it is for.
    pub kind: RouteKind,
    handler: fn() -> MethodRouter<AppState>,
}

impl Route {
    /// The handler, for the Router. Receivers call from other origins, so they ask first; pages are for whole windows.
    pub fn method_router(&self) -> MethodRouter<AppState> {
        let handler = (self.handler)();
        match self.kind {
            RouteKind::ReceiverApi => handler.options(http::preflight),
            RouteKind::Page => handler.layer(from_fn(http::in_a_window)),
            RouteKind::PageApi
            | RouteKind::SiteApi
            | RouteKind::Discovery
            | RouteKind::Asset
            | RouteKind::Brand
            | RouteKind::Operations
            | RouteKind::Nothing => handler,
        }
    }
}

const fn route(
    method: &'static str,
    path: &'static str,
    kind: RouteKind,
    handler: fn() -> MethodRouter<AppState>,
) -> Route {
    Route {
        method,
        path,
        kind,
        handler,
    }
}

/// All routes.
pub const ROUTES: &[Route] = &[
    route("GET", "/", RouteKind::Page, || get(http::launcher)),
    route("GET", "/sign-in", RouteKind::Page, || get(http::sign_in_page)),
    route("GET", "/provider/start", RouteKind::Page, || {
        get(http::provider_start)
    }),
    route("GET", "/provider/return", RouteKind::Page, || {
        get(http::provider_return)
    }),
    route("GET", "/sign-out", RouteKind::Page, || get(http::sign_out_page)),
    route("GET", "/sign-out/next", RouteKind::Page, || {
        get(http::sign_out_next)
    }),
    route("GET", "/propagate/{id}", RouteKind::Page, || get(http::propagate)),
    route("POST", "/api/sign-in", RouteKind::PageApi, || post(http::sign_in)),
    route("POST", "/api/handoffs", RouteKind::PageApi, || {
        post(http::handoffs)
    }),
    route("POST", "/api/propagations", RouteKind::PageApi, || {
        post(http::propagations)
    }),
    route("POST", "/api/sign-out", RouteKind::PageApi, || {
        post(http::sign_out)
    }),
    route("GET", "/api/receipts", RouteKind::PageApi, || get(http::receipts)),
    route("POST", "/api/redeem", RouteKind::ReceiverApi, || {
        post(http::redeem)
    }),
    route("POST", "/api/renew", RouteKind::ReceiverApi, || post(http::renew)),
    route("POST", "/api/end", RouteKind::ReceiverApi, || post(http::end)),
    route("POST", "/api/report", RouteKind::ReceiverApi, || {
        post(http::report)
    }),
    route("GET", "/api/session", RouteKind::SiteApi, || get(http::session)),
    route("GET", "/.well-known/jwks.json", RouteKind::Discovery, || {
        get(http::jwks)
    }),
    route(
        "GET",
        "/.well-known/crosspass-configuration",
        RouteKind::Discovery,
        || get(http::configuration),
    ),
    route("GET", "/assets/{file}", RouteKind::Asset, || get(http::asset)),
    route("GET", "/brand/{file}", RouteKind::Brand, || get(http::brand)),
    route("GET", "/healthz", RouteKind::Operations, || get(http::healthz)),
    route("GET", "/readyz", RouteKind::Operations, || get(http::readyz)),
];

/// The kind of a matched path.
pub(crate) fn route_kind(path: &str) -> RouteKind {
    ROUTES
        .iter()
        .find(|route| route.path == path)
        .map_or(RouteKind::Nothing, |route| route.kind)
}
