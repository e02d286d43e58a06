//! Hudsucker's backend, which knows nothing of Crosspass: it believes the headers that it is sent, shows them, counts
//! what reaches it, and says which page other kinds of backends would show.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::access::Access;
use crate::access_log::{AccessLog, logged};
use crate::backend::Backend;
use crate::filled;
use crate::people::HUDSUCKER;
use crate::readers::READERS;
use crate::serving::Serving;
use crate::site::Site;
use crate::tree::built;

/// A request with this header is told which page each kind of reader would show.
pub(crate) const READ: &str = "read-path";
/// A request with this header is answered with the status that it says, and caches may keep that for an hour.
const KEPT: &str = "answer-kept";
const SUBJECT: &str = "crosspass-subject";

/// A backend behind a gate. It ends when dropped.
#[derive(Debug)]
pub(crate) struct PlainBackend {
    log: AccessLog,
    serving: Serving,
}

impl PlainBackend {
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
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
        Ok(Self {
            log,
            serving: Serving::start(listener, app)?,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.serving.address()
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

/// What was asked, as JSON below `/public/headers` and `/headers`; elsewhere a page. With a cookie of its own.
async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    let told = match path {
        path if headers.contains_key(READ) => {
            let pages: Vec<_> = READERS
                .iter()
                .map(|reader| (reader.name, reader.page(path)))
                .collect();
            axum::Json(json!({ "pages": pages, "is_known": headers.contains_key(SUBJECT) })).into_response()
        }
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
    let kept = headers
        .get(KEPT)
        .and_then(|status| StatusCode::from_bytes(status.as_bytes()).ok());
    match kept {
        Some(status) => (status, CACHED, own, told).into_response(),
        None => (own, told).into_response(),
    }
}

/// What all kinds of caches are told.
const CACHED: [(HeaderName, &str); 9] = [
    (header::CACHE_CONTROL, "public, max-age=3600"),
    (header::EXPIRES, "Thu, 31 Dec 2099 23:59:59 GMT"),
    (HeaderName::from_static("surrogate-control"), "max-age=3600"),
    (HeaderName::from_static("cdn-cache-control"), "max-age=3600"),
    (
        HeaderName::from_static("cloudflare-cdn-cache-control"),
        "max-age=3600",
    ),
    (
        HeaderName::from_static("netlify-cdn-cache-control"),
        "max-age=3600",
    ),
    (
        HeaderName::from_static("vercel-cdn-cache-control"),
        "max-age=3600",
    ),
    (HeaderName::from_static("edge-control"), "max-age=3600"),
    (header::PRAGMA, "public"),
];

/// Who gets here is signed in: it only leads on, within this origin.
fn next(uri: &Uri) -> Response {
    let next = uri.query().and_then(|query| query.strip_prefix("next="));
    let next = next.map(|next| percent_decode_str(next).decode_utf8_lossy().into_owned());
    let is_own = |next: &String| next.starts_with('/') && !next[1..].starts_with(['/', '\\']);
    Redirect::to(&next.filter(is_own).unwrap_or_else(|| "/".to_owned())).into_response()
}

/// It believes what the headers say, and does not ask where they come from.
fn page(site: &Site, path: &str, headers: &HeaderMap) -> Response {
    let said = |name: &str| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    };
    let [subject, name, email] = [SUBJECT, "crosspass-name", "crosspass-email"].map(said);
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
