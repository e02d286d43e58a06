//! A backend that knows nothing of Crosspass: it shows the headers that it is sent, and counts what reaches it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// A backend behind a gate. It ends when dropped.
#[derive(Debug)]
pub(crate) struct PlainBackend {
    address: SocketAddr,
    reached: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl PlainBackend {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let reached = Arc::new(AtomicUsize::new(0));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&reached));
        let serving = axum::serve(listener, app);
        let task = tokio::spawn(async move {
            // Serving ends only with the task: accept errors are retried inside.
            let _ = serving.await;
        });
        Ok(Self {
            address,
            reached,
            task: task.abort_handle(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests it got.
    pub(crate) fn reached(&self) -> usize {
        self.reached.load(Ordering::Relaxed)
    }
}

impl Drop for PlainBackend {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What was asked, as JSON below `/public/headers` and `/headers`; elsewhere a page, with a cookie of its own.
async fn answer(State(reached): State<Arc<AtomicUsize>>, uri: Uri, request: Request) -> Response {
    reached.fetch_add(1, Ordering::Relaxed);
    let headers = request.headers();
    let own = (header::SET_COOKIE, "basket=1; Path=/; HttpOnly");
    if uri.path().ends_with("/headers") {
        let all: Vec<Value> = headers
            .iter()
            .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
            .collect();
        let told = json!({ "method": request.method().as_str(), "path": uri.path(), "headers": all });
        return ([own], axum::Json(told)).into_response();
    }
    ([own], Html(page(headers))).into_response()
}

/// The elements that stories look for, as at the other domains.
fn page(headers: &HeaderMap) -> String {
    let said = |name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    };
    let [subject, name, email] = ["crosspass-subject", "crosspass-name", "crosspass-email"].map(said);
    let state = if subject.is_some() { "signed-in" } else { "none" };
    let [subject, name, email] = [subject, name, email].map(Option::unwrap_or_default);
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>A shop that knows nothing of Crosspass</title>\
         <body data-session=\"{state}\"><p id=\"session-name\">{name}</p><p id=\"session-email\">{email}</p>\
         <p id=\"session-subject\">{subject}</p>"
    )
}
