//! The requests that a server of ours has answered.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::access::Access;
use crate::clock;

/// A log that its server and its owner share.
#[derive(Debug, Clone, Default)]
pub(crate) struct AccessLog(Arc<Mutex<Vec<Access>>>);

impl AccessLog {
    /// The requests so far.
    pub(crate) fn all(&self) -> Vec<Access> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Notes a request, around everything that answers it.
pub(crate) async fn logged(
    State(AccessLog(log)): State<AccessLog>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let started = clock::unix_milliseconds();
    let response = next.run(request).await;
    let access = Access {
        method,
        path,
        status: response.status().as_u16(),
        started,
        ended: clock::unix_milliseconds(),
        reference: None,
    };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(access);
    response
}
