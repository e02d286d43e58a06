//! What lies between the issuer and whoever calls it over the network: counts the calls, and can be a proxy without an
//! issuer behind it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

#[derive(Default)]
pub(super) struct Wire {
    /// A proxy answers in the issuer's place.
    is_down: AtomicBool,
    calls: Mutex<HashMap<String, usize>>,
}

impl Wire {
    /// The issuer as it is seen through this.
    pub(super) fn before(self: &Arc<Self>, app: Router) -> Router {
        app.layer(from_fn_with_state(Arc::clone(self), pass))
    }

    pub(super) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// How often an address was asked for.
    pub(super) fn calls(&self, path: &str) -> usize {
        self.calls.lock().unwrap().get(path).copied().unwrap_or(0)
    }
}

async fn pass(State(wire): State<Arc<Wire>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    *wire.calls.lock().unwrap().entry(path).or_default() += 1;
    if wire.is_down.load(Ordering::SeqCst) {
        return (StatusCode::BAD_GATEWAY, "<!doctype html>").into_response();
    }
    next.run(request).await
}
