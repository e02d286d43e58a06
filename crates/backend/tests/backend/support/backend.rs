//! A backend as a process would be: the application and the routes of the handoff.

use axum::Router;
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
        .route("/account", get(account).post(account))
        .merge(crosspass.routes())
        .layer(crosspass.layer());
    Backend { app }
}

async fn home(session: Option<Session>) -> Response {
    let name = session.map_or("nobody".to_owned(), |session| session.name().to_owned());
    ([("cache-control", "public, max-age=60")], name).into_response()
}

async fn account(session: Session) -> String {
    session.name().to_owned()
}
