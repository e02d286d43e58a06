//! A domain with a backend, as its developers write it: an axum application with Crosspass' routes and layer.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn_with_state;
use axum::response::{Redirect, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use chrono::DateTime;
use crosspass_backend::{Crosspass, Options, Session};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::access::Access;
use crate::access_log::{AccessLog, logged};
use crate::filled;
use crate::people::VANDELAY;
use crate::serving::Serving;
use crate::site::Site;
use crate::tree::built;

/// A running domain with a backend. It ends when dropped.
#[derive(Debug)]
pub struct Backend {
    origin: String,
    log: AccessLog,
    serving: Serving,
}

impl Backend {
    /// The page that needs a session.
    pub const PROTECTED: &str = "/account";

    /// The address that sign-ins had before: `?next=` says where to go on.
    pub const LOGIN: &str = "/login";

    /// What says who is there, and how it knows.
    pub const API: &str = "/api/me";

    /// Serves Vandelay's pages on `listener`; `origin` is how browsers reach it.
    pub fn start(origin: &str, listener: TcpListener, issuer: &str, options: Options) -> Result<Self> {
        let crosspass = Crosspass::open(options)?;
        let site = Site {
            pages: built("pages/domains").join(VANDELAY.folder),
            receiver: built("pages/backend"),
            issuer: issuer.to_owned(),
        };
        let log = AccessLog::default();
        let app = Router::new()
            .route("/", get(home))
            .route(Self::PROTECTED, get(account))
            .route(Self::API, any(me))
            .route(Self::LOGIN, get(login))
            .merge(crosspass.routes())
            .fallback(file)
            .layer(crosspass.layer())
            .layer(from_fn_with_state(log.clone(), logged))
            .with_state(Arc::new(site));
        Ok(Self {
            origin: origin.to_owned(),
            log,
            serving: Serving::start(listener, app)?,
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

    /// The requests so far.
    #[must_use]
    pub fn log(&self) -> Vec<Access> {
        self.log.all()
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

async fn home(State(site): State<Arc<Site>>, session: Option<Session>) -> Response {
    page(&site, "/index.html", session.as_ref())
}

async fn account(State(site): State<Arc<Site>>, session: Session) -> Response {
    page(&site, "/account.html", Some(&session))
}

async fn login(Query(Login { next }): Query<Login>) -> Redirect {
    let next = utf8_percent_encode(&next, NON_ALPHANUMERIC);
    Redirect::to(&format!("/crosspass/begin?return_to={next}"))
}

#[derive(Deserialize)]
struct Login {
    next: String,
}

async fn me(session: Session, headers: HeaderMap) -> Json<Value> {
    let way = if headers.contains_key(header::AUTHORIZATION) {
        "token and proof"
    } else {
        "cookie"
    };
    Json(json!({ "subject": session.subject(), "way": way }))
}

/// A page with the session in it: it has no script that could ask.
fn page(site: &Site, path: &str, session: Option<&Session>) -> Response {
    let expires = session.and_then(|session| DateTime::from_timestamp(session.expires_at().seconds(), 0));
    let expires = expires.unwrap_or(DateTime::UNIX_EPOCH);
    let (state, name, email, subject) = session.map_or(("none", "", "", ""), |session| {
        let subject = session.subject().as_str();
        ("signed-in", session.name(), session.email(), subject)
    });
    let places = [
        ("__STATE__", state),
        ("__NAME__", name),
        ("__EMAIL__", email),
        ("__SUBJECT__", subject),
        ("__EXPIRES__", &*expires.format("%FT%TZ").to_string()),
        ("__UNTIL__", &*expires.format("%T UTC").to_string()),
    ];
    filled::page(site, path, &places)
}

/// Its style and its logo; its pages only by the routes above.
async fn file(State(site): State<Arc<Site>>, request: Request) -> Response {
    filled::file(&site, request.uri().path())
}
