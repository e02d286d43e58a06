//! The addresses below `/crosspass/`: handoffs begin and end here.

mod begin;
mod body;
mod cookies;
mod end;
mod files;
mod landing;
mod logout;
mod notice;
mod question;
mod session;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use crate::answer;
use crate::state::Crosspass;

/// The longest body of a request.
const LONGEST: usize = 16 * 1024;

impl Crosspass {
    /// The routes to mount, all below `/crosspass/`.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/crosspass/begin", get(begin::navigate).post(begin::tell))
            .route("/crosspass/session", get(session::read).post(session::take))
            .route("/crosspass/cookies", get(cookies::look))
            .route(question::PATH, get(question::ask))
            .route("/crosspass/answer", post(question::answer))
            .route(notice::REFUSED, get(notice::refused))
            .route("/crosspass/end", post(end::end))
            .route("/crosspass/backchannel-logout", post(logout::backchannel))
            .route("/crosspass/{file}", get(files::serve))
            .layer(DefaultBodyLimit::max(LONGEST))
            .layer(from_fn(answer::headers))
            .with_state(self.clone())
    }
}
