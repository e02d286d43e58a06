//! A backend as a process would be: the application and the routes of the handoff.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use crosspass_backend::{Crosspass, Options, Session};

use super::Browser;

pub(crate) struct Backend {
    pub app: Router,
}

impl Backend {
    pub(crate) fn browser(&self, origin: &'static str) -> Browser {
        Browser::new(self.app.clone(), origin)
    }
}

/// A backend with two handlers: one for everybody, one for users.
pub(crate) fn backend(options: Options) -> Backend {
    let crosspass = Crosspass::open(options).unwrap();
    let app = Router::new()
        .route("/", get(home))
        .route("/account/domain", get(domain))
        .route("/unchanged", get(unchanged))
        .route("/account", get(account).post(account))
        .merge(crosspass.routes())
        .layer(crosspass.layer());
    Backend { app }
}

async fn home(session: Option<Session>) -> Response {
    let name = session.map_or("nobody".to_owned(), |session| session.name().to_owned());
    (CACHED, name).into_response()
}

/// What an application may say of its answers, to browsers, proxies and CDNs.
const CACHED: [(&str, &str); 5] = [
    ("cache-control", "public, max-age=60"),
    ("expires", "Thu, 01 Dec 2033 16:00:00 GMT"),
    ("surrogate-control", "max-age=60"),
    ("cdn-cache-control", "max-age=60"),
    ("vercel-cdn-cache-control", "max-age=60"),
];

async fn unchanged() -> Response {
    (StatusCode::NOT_MODIFIED, CACHED).into_response()
}

async fn domain(session: Session) -> String {
    session.domain().to_string()
}

async fn account(session: Session) -> String {
    session.name().to_owned()
}
