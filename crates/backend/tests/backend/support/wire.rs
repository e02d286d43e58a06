//! What lies between the issuer and its callers on the network: counts the calls, and can be a proxy without an
//! issuer behind it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;

#[derive(Default)]
pub(super) struct Wire {
    /// A proxy answers in the issuer's place.
    is_down: AtomicBool,
    /// The issuer is one of before `discard`: it refuses members that it does not know.
    is_old: AtomicBool,
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

    pub(super) fn set_old(&self, is_old: bool) {
        self.is_old.store(is_old, Ordering::SeqCst);
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
    if wire.is_old.load(Ordering::SeqCst) {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, 64 * 1024).await.unwrap_or_default();
        if body.windows(7).any(|word| word == b"discard") {
            let refusal = json!({ "error": "invalid_request", "message": "discard: unknown" });
            return (StatusCode::BAD_REQUEST, Json(refusal)).into_response();
        }
        return next.run(Request::from_parts(parts, body.into())).await;
    }
    next.run(request).await
}
