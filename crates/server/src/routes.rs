//! The table of routes: the Router is built from it, and `crosspass describe` prints it.

use axum::middleware::from_fn;
use axum::routing::{MethodRouter, get, post};

use crate::http;
use crate::state::AppState;

/// What a route is for: decides about headers, and about the form of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
    pub kind: Kind,
    handler: fn() -> MethodRouter<AppState>,
}

impl Route {
    /// The handler, for the Router. Receivers call from other origins, so they ask first; pages are for whole windows.
    pub fn method_router(&self) -> MethodRouter<AppState> {
        let handler = (self.handler)();
        match self.kind {
            Kind::ReceiverApi => handler.options(http::preflight),
            Kind::Page => handler.layer(from_fn(http::in_a_window)),
            Kind::PageApi
            | Kind::SiteApi
            | Kind::Discovery
            | Kind::Asset
            | Kind::Brand
            | Kind::Operations
            | Kind::Nothing => handler,
        }
    }
}

const fn route(
    method: &'static str,
    path: &'static str,
    kind: Kind,
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
    route("GET", "/", Kind::Page, || get(http::launcher)),
    route("GET", "/sign-in", Kind::Page, || get(http::sign_in_page)),
    route("GET", "/provider/start", Kind::Page, || get(http::provider_start)),
    route("GET", "/provider/return", Kind::Page, || {
        get(http::provider_return)
    }),
    route("GET", "/sign-out", Kind::Page, || get(http::sign_out_page)),
    route("GET", "/sign-out/next", Kind::Page, || get(http::sign_out_next)),
    route("GET", "/propagate/{id}", Kind::Page, || get(http::propagate)),
    route("POST", "/api/sign-in", Kind::PageApi, || post(http::sign_in)),
    route("POST", "/api/handoffs", Kind::PageApi, || post(http::handoffs)),
    route("POST", "/api/propagations", Kind::PageApi, || {
        post(http::propagations)
    }),
    route("POST", "/api/sign-out", Kind::PageApi, || post(http::sign_out)),
    route("GET", "/api/receipts", Kind::PageApi, || get(http::receipts)),
    route("POST", "/api/redeem", Kind::ReceiverApi, || post(http::redeem)),
    route("POST", "/api/renew", Kind::ReceiverApi, || post(http::renew)),
    route("POST", "/api/end", Kind::ReceiverApi, || post(http::end)),
    route("POST", "/api/report", Kind::ReceiverApi, || post(http::report)),
    route("GET", "/api/session", Kind::SiteApi, || get(http::session)),
    route("GET", "/.well-known/jwks.json", Kind::Discovery, || {
        get(http::jwks)
    }),
    route(
        "GET",
        "/.well-known/crosspass-configuration",
        Kind::Discovery,
        || get(http::configuration),
    ),
    route("GET", "/assets/{file}", Kind::Asset, || get(http::asset)),
    route("GET", "/brand/{file}", Kind::Brand, || get(http::brand)),
    route("GET", "/healthz", Kind::Operations, || get(http::healthz)),
    route("GET", "/readyz", Kind::Operations, || get(http::readyz)),
];

/// The kind of a matched path.
pub(crate) fn kind_of(path: &str) -> Kind {
    ROUTES
        .iter()
        .find(|route| route.path == path)
        .map_or(Kind::Nothing, |route| route.kind)
}
