//! One demo domain: a static host in this process, with a request log and knobs for stories.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::access::Access;
use crate::api::Api;
use crate::clock;
use crate::serving::Serving;
use crate::site::{Served, Site};

/// The address of the receiver page at every domain.
pub const RECEIVER_PATH: &str = "/crosspass/receiver.html";

/// The script for [`Knobs::is_watched`], in one of [`Knobs::folders`].
pub const WATCH: &str = "/watch/watch.js";

/// What a story can turn on one domain, at any moment.
#[derive(Debug, Clone, Default)]
pub struct Knobs {
    /// Every answer whose path begins with [`Knobs::delayed`] waits this long.
    pub delay: Duration,
    /// Which answers wait: all, as long as this is empty.
    pub delayed: &'static str,
    /// Only the next one waits.
    pub delays_once: bool,
    /// No answer comes to anything. What was asked meanwhile gets an empty one in the end, which changes no page.
    pub is_mute: bool,
    /// What is served at the receiver's address.
    pub receiver: Receiver,
    /// Headers added to every answer whose path begins so.
    pub headers: Vec<(&'static str, HeaderName, HeaderValue)>,
    /// The Content-Security-Policy in place of the usual one.
    pub csp: Option<String>,
    /// Further folders, by the paths they are served under: `/story/`.
    pub folders: Vec<(&'static str, PathBuf)>,
    /// What answers below `/api/`.
    pub api: Option<Arc<Api>>,
    /// Pages get the script [`WATCH`], which tells below `/status/` what they show of the session.
    pub is_watched: bool,
}

/// What a domain serves at [`RECEIVER_PATH`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Receiver {
    /// The receiver page, as installed.
    #[default]
    Installed,
    /// Nothing: the host's own page, with 404.
    Missing,
    /// The domain's protected page, as hosts of single-page applications answer unknown addresses.
    Fallback,
}

/// A running demo domain. It ends when dropped.
#[derive(Debug)]
pub struct Domain {
    origin: String,
    shared: Arc<Shared>,
    serving: Serving,
}

#[derive(Debug)]
struct Shared {
    site: Site,
    knobs: Mutex<Knobs>,
    turned: Notify,
    log: Mutex<Vec<Access>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Domain {
    /// Serves `site` on `listener`; `origin` is how browsers reach it.
    pub fn start(origin: &str, listener: TcpListener, site: Site) -> Result<Self> {
        let shared = Arc::new(Shared {
            site,
            knobs: Mutex::default(),
            turned: Notify::new(),
            log: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        Ok(Self {
            origin: origin.to_owned(),
            shared,
            serving: Serving::start(listener, router)?,
        })
    }

    /// Its origin, as registered at the issuer.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The socket it listens on, behind its front if there is one.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.serving.address()
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Turns the knobs.
    pub fn turn(&self, turn: impl FnOnce(&mut Knobs)) {
        turn(&mut locked(&self.shared.knobs));
        self.shared.turned.notify_waiters();
    }

    /// The requests so far.
    #[must_use]
    pub fn log(&self) -> Vec<Access> {
        locked(&self.shared.log).clone()
    }
}

impl Shared {
    fn respond(&self, method: &Method, path: &str, headers: &HeaderMap, knobs: &Knobs) -> Response {
        if knobs.is_watched && method == Method::POST && path.starts_with("/status/") {
            return empty(StatusCode::NO_CONTENT);
        }
        if method != Method::GET && method != Method::HEAD {
            return empty(StatusCode::METHOD_NOT_ALLOWED);
        }
        let path = match (path, knobs.receiver) {
            (RECEIVER_PATH, Receiver::Missing) => return not_found(),
            (RECEIVER_PATH, Receiver::Fallback) => "/account.html",
            (_, Receiver::Installed | Receiver::Missing | Receiver::Fallback) => path,
        };
        let brotli = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.split(',').any(|coding| coding.trim() == "br"));
        let Some(mut file) = self.file(path, brotli, knobs) else {
            return empty(StatusCode::NOT_FOUND);
        };
        if knobs.receiver == Receiver::Fallback && !file.brotli && file.content_type.starts_with("text/html")
        {
            // Such an application names its files from the root, or it would not work as a fallback.
            let text = String::from_utf8_lossy(&file.bytes).replace("=\"assets/", "=\"/assets/");
            file.bytes = text.into_bytes();
        }
        if knobs.is_watched && !file.brotli && file.content_type.starts_with("text/html") {
            let script = format!("<script type=\"module\" src=\"{WATCH}\"></script></body>");
            let text = String::from_utf8_lossy(&file.bytes).replace("</body>", &script);
            file.bytes = text.into_bytes();
        }
        let mut response = Response::new(Body::from(file.bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(file.cache_control),
        );
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if file.brotli {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }

    async fn until_not_mute(&self) {
        loop {
            let turned = self.turned.notified();
            if !locked(&self.knobs).is_mute {
                return;
            }
            turned.await;
        }
    }

    fn file(&self, path: &str, brotli: bool, knobs: &Knobs) -> Option<Served> {
        let further = knobs
            .folders
            .iter()
            .find_map(|(prefix, folder)| Some((folder, path.strip_prefix(prefix)?)));
        match further {
            Some((folder, rest)) => {
                let site = Site {
                    pages: folder.clone(),
                    ..self.site.clone()
                };
                site.file(&format!("/{rest}"), brotli)
            }
            None => self.site.file(path, brotli),
        }
    }

    /// A policy as strict as a careful customer's.
    fn usual_csp(&self) -> String {
        let issuer = &self.site.issuer;
        format!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {issuer}; \
             base-uri 'none'; object-src 'none'; form-action 'self'"
        )
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let started = clock::unix_milliseconds();
    let path = request.uri().path().to_owned();
    let knobs = locked(&shared.knobs).clone();
    if knobs.is_mute {
        shared.until_not_mute().await;
        return empty(StatusCode::NO_CONTENT);
    }
    if !knobs.delay.is_zero() && path.starts_with(knobs.delayed) {
        if knobs.delays_once {
            locked(&shared.knobs).delay = Duration::ZERO;
        }
        tokio::time::sleep(knobs.delay).await;
    }
    let method = request.method().clone();
    let mut response = match &knobs.api {
        Some(api) if path.starts_with("/api/") => api.answer(request.into_parts().0),
        Some(_) | None => shared.respond(&method, &path, request.headers(), &knobs),
    };
    let headers = response.headers_mut();
    let csp = knobs.csp.clone().unwrap_or_else(|| shared.usual_csp());
    if let Ok(csp) = HeaderValue::from_str(&csp) {
        headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    for (prefix, name, value) in &knobs.headers {
        if path.starts_with(prefix) {
            headers.insert(name, value.clone());
        }
    }
    locked(&shared.log).push(Access {
        method: method.to_string(),
        path,
        status: response.status().as_u16(),
        started,
        ended: clock::unix_milliseconds(),
        reference: None,
    });
    response
}

/// What a host shows that has no such page.
fn not_found() -> Response {
    let mut response = Response::new(Body::from(
        "<!doctype html><title>Not found</title><h1>Not found</h1>",
    ));
    *response.status_mut() = StatusCode::NOT_FOUND;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
