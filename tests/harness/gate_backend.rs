//! Hudsucker's backend, which knows nothing of Crosspass: it believes the headers that it is sent, shows them, and counts
//! what reaches it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::access::Access;
use crate::access_log::{AccessLog, logged};
use crate::backend::Backend;
use crate::filled;
use crate::people::HUDSUCKER;
use crate::site::Site;
use crate::world::built;

/// A backend behind a gate. It ends when dropped.
#[derive(Debug)]
pub(crate) struct PlainBackend {
    address: SocketAddr,
    log: AccessLog,
    task: AbortHandle,
}

impl PlainBackend {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let site = Site {
            pages: built("pages/domains").join(HUDSUCKER.folder),
            // The gate has those, and none is asked for here.
            receiver: PathBuf::new(),
            issuer: String::new(),
        };
        let log = AccessLog::default();
        let app = Router::new()
            .fallback(answer)
            .layer(from_fn_with_state(log.clone(), logged))
            .with_state(Arc::new(site));
        let serving = axum::serve(listener, app);
        let task = tokio::spawn(async move {
            // Serving ends only with the task: accept errors are retried inside.
            let _ = serving.await;
        });
        Ok(Self {
            address,
            log,
            task: task.abort_handle(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests so far.
    pub(crate) fn log(&self) -> Vec<Access> {
        self.log.all()
    }

    /// How many requests it got.
    pub(crate) fn reached(&self) -> usize {
        self.log.count()
    }
}

impl Drop for PlainBackend {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What was asked, as JSON below `/public/headers` and `/headers`; elsewhere a page. With a cookie of its own.
async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    let told = match path {
        "/" => page(&site, "/index.html", headers),
        "/account" => page(&site, "/account.html", headers),
        Backend::LOGIN => next(request.uri()),
        path if path.ends_with("/headers") => {
            let all: Vec<Value> = headers
                .iter()
                .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
                .collect();
            let told = json!({ "method": request.method().as_str(), "path": path, "headers": all });
            axum::Json(told).into_response()
        }
        path => filled::file(&site, path),
    };
    let own = [(header::SET_COOKIE, "basket=1; Path=/; HttpOnly")];
    (own, told).into_response()
}

/// Who gets here is signed in: it only leads on, within this origin.
fn next(uri: &Uri) -> Response {
    let next = uri.query().and_then(|query| query.strip_prefix("next="));
    let next = next.map(|next| percent_decode_str(next).decode_utf8_lossy().into_owned());
    let is_own = |next: &String| next.starts_with('/') && !next[1..].starts_with(['/', '\\']);
    Redirect::to(&next.filter(is_own).unwrap_or_else(|| "/".to_owned())).into_response()
}

/// Whoever the headers name, and nobody asks how they came to be.
fn page(site: &Site, path: &str, headers: &HeaderMap) -> Response {
    let said = |name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    };
    let [subject, name, email] = ["crosspass-subject", "crosspass-name", "crosspass-email"].map(said);
    let state = if subject.is_some() { "signed-in" } else { "none" };
    let [subject, name, email] = [subject, name, email].map(Option::unwrap_or_default);
    let places = [
        ("__STATE__", state),
        ("__NAME__", &*name),
        ("__EMAIL__", &*email),
        ("__SUBJECT__", &*subject),
    ];
    filled::page(site, path, &places)
}
