//! A domain that a propagation asks: a real server on a free port, which serves a receiver, or what it is told to.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use crosspass_issuer::model::{DomainKind, Trust};

use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::{ISSUER, World};

/// What a host answers.
#[derive(Clone)]
pub(crate) enum Serves {
    /// What belongs there.
    Receiver,
    /// This status, media type and body.
    Answer(u16, &'static str, String),
    /// A redirect to where a receiver is.
    Redirect,
    /// Nothing, ever.
    Nothing,
}

/// What a host was asked: the path and the headers.
pub(crate) type Asked = (String, HeaderMap);

struct Shared {
    kind: DomainKind,
    serves: Mutex<Serves>,
    asked: Mutex<Vec<Asked>>,
}

/// A running host. It ends when dropped.
pub(crate) struct Host {
    pub origin: String,
    shared: Arc<Shared>,
    task: AbortHandle,
}

/// The receiver page of that issuer, as far as anybody asks.
pub(crate) fn receiver_of(issuer: &str) -> String {
    format!(
        "<!doctype html>\n<meta name=\"crosspass-issuer\" content=\"{issuer}\">\n\
         <meta name=\"crosspass-takes\" content=\"propagate\">\n"
    )
}

impl Host {
    /// Starts one that is registered for an organization.
    pub(crate) async fn open(world: &World, organization: &str, kind: DomainKind) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            kind,
            serves: Mutex::new(Serves::Receiver),
            asked: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let origin = format!("http://host.localhost:{port}");
        match kind {
            DomainKind::Static => world.add_domain(&origin, organization, Trust::FirstParty).await,
            DomainKind::Backend => world.add_backend(&origin, organization, Trust::FirstParty).await,
        }
        Self {
            origin,
            shared,
            task: task.abort_handle(),
        }
    }

    pub(crate) fn serve(&self, serves: Serves) {
        *self.shared.serves.lock().unwrap() = serves;
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// Nobody is there any more.
    pub(crate) fn close(&self) {
        self.task.abort();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.close();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (path, headers) = (request.uri().path().to_owned(), request.headers().clone());
    shared.asked.lock().unwrap().push((path.clone(), headers));
    let serves = shared.serves.lock().unwrap().clone();
    match (serves, shared.kind, path.as_str()) {
        (Serves::Answer(status, kind, body), ..) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(CONTENT_TYPE, kind)], body).into_response()
        }
        (Serves::Redirect, _, path) if !path.starts_with("/moved") => {
            let location = format!("/moved{path}");
            (StatusCode::FOUND, [(LOCATION, location)]).into_response()
        }
        (Serves::Nothing, ..) => std::future::pending().await,
        (_, DomainKind::Static, _) if path.ends_with("/crosspass/receiver.html") => {
            ([(CONTENT_TYPE, "text/html; charset=utf-8")], receiver_of(ISSUER)).into_response()
        }
        (_, DomainKind::Backend, _) if path.ends_with("/crosspass/session") => {
            ([(CONTENT_TYPE, "application/json")], "{\"session\":null}").into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

impl World {
    /// An organization of bob's, who is in no other.
    pub(crate) async fn company(&self) -> &'static str {
        self.add_organization("company").await;
        self.join("bob", "company").await;
        "company"
    }
}
