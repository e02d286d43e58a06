//! A stand-in for Ory Kratos: a real HTTP server with a public and an admin API. What it says of sessions and identities,
//! and its refusals, are built from the types of the crate ory-kratos-client 26.2.0, generated from Kratos' API document
//! v26.2.0, and read back through them. Statuses, cookies and redirects are as Ory's documentation has them:
//! <https://www.ory.com/docs/kratos/self-service/flows/user-login> (the flow, and whoever is signed in already),
//! <https://www.ory.com/docs/kratos/concepts/browser-redirect-flow-completion> (`return_to`, allowed addresses),
//! <https://www.ory.com/docs/kratos/guides/configuring-cookies> (the session cookie),
//! <https://www.ory.com/docs/kratos/reference/api> (whoami, and the admin API's sessions and identities). Where the documentation
//! is silent they are as Kratos 1.3.1 has them: `tests/stories/kratos/answers.rs` compares both.

mod admin;
mod answers;
mod people;
mod public;
mod shared;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use ory_kratos_client::models::AuthenticatorAssuranceLevel;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use people::Identity;
pub use shared::{COOKIE, Fault, Now};
use shared::{Shared, locked};

/// The servers, and what tests do to them.
pub struct Kratos {
    shared: Shared,
    public: u16,
    admin: u16,
    servers: [JoinHandle<()>; 2],
}

impl Kratos {
    /// Starts both on free ports of this machine.
    pub async fn start(now: Now) -> io::Result<Self> {
        let shared = Shared {
            people: Arc::default(),
            fault: Arc::default(),
            asked: Arc::default(),
            allowed: Arc::default(),
            now,
        };
        let (public, serving_public) = serve(public::router(), &shared).await?;
        let (admin, serving_admin) = serve(admin::router(), &shared).await?;
        Ok(Self {
            shared,
            public,
            admin,
            servers: [serving_public, serving_admin],
        })
    }

    /// The port of the public API.
    #[must_use]
    pub fn public_port(&self) -> u16 {
        self.public
    }

    /// The public API, past every name.
    #[must_use]
    pub fn public_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.public)
    }

    /// The admin API.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.admin)
    }

    /// Allows browsers to be sent back to addresses that begin so.
    pub fn allow(&self, beginning: &str) {
        beginning.clone_into(&mut locked(&self.shared.allowed));
    }

    /// Adds somebody, or changes them.
    pub fn put(&self, identity: Identity) {
        self.shared.people().put(identity);
    }

    /// Signs somebody in, as a browser elsewhere would: the cookie's value, and the session's id.
    #[must_use]
    pub fn sign_in(&self, login: &str) -> (String, String) {
        let now = (self.shared.now)();
        self.shared.people().sign_in(login, now)
    }

    /// Ends a session, as its owner does on a page of Kratos.
    pub fn revoke(&self, session: &str) {
        self.shared.people().revoke(session);
    }

    /// Forgets a session altogether.
    pub fn forget(&self, session: &str) {
        self.shared.people().forget(session);
    }

    /// Makes a session somebody else's.
    pub fn hand_to(&self, session: &str, login: &str) {
        self.shared.people().hand_to(session, login);
    }

    /// Gives a session another level.
    pub fn set_level(&self, session: &str, level: AuthenticatorAssuranceLevel) {
        self.shared.people().set_level(session, level);
    }

    /// Has whoami answer 403 for who lacks a second factor, as `session.whoami.required_aal` does.
    pub fn require_second_factor(&self) {
        self.shared.people().requires_second_factor = true;
    }

    /// Has sessions of inactive identities stay active. The real Kratos 1.3.1 does not do so; its API document does not say.
    pub fn keep_sessions_of_inactive(&self) {
        self.shared.people().keeps_sessions_of_inactive = true;
    }

    /// The sessions that are active.
    #[must_use]
    pub fn active(&self) -> Vec<String> {
        self.shared.people().active((self.shared.now)())
    }

    /// Breaks it, or mends it.
    pub fn set_fault(&self, fault: Option<Fault>) {
        *locked(&self.shared.fault) = fault;
    }

    /// What was asked of it so far: method, path and query, and the cookies of whoami.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        locked(&self.shared.asked).clone()
    }
}

impl Drop for Kratos {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

async fn serve(router: Router<Shared>, shared: &Shared) -> io::Result<(u16, JoinHandle<()>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let app = router
        .layer(from_fn_with_state(shared.clone(), faulty))
        .with_state(shared.clone());
    let serving = async move {
        // It ends with the runtime, or when it is dropped.
        let _ = axum::serve(listener, app).await;
    };
    Ok((port, tokio::spawn(serving)))
}

/// Notes each request, and answers it as the fault has it.
async fn faulty(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map(ToString::to_string);
    let cookies = request
        .headers()
        .get("cookie")
        .and_then(|line| line.to_str().ok());
    let line = format!(
        "{} {} {}",
        request.method(),
        address.unwrap_or_default(),
        cookies.unwrap_or_default()
    );
    locked(&shared.asked).push(line);
    let fault = *locked(&shared.fault);
    let html = (CONTENT_TYPE, "text/html; charset=utf-8");
    let json = (CONTENT_TYPE, "application/json");
    match fault {
        None => next.run(request).await,
        Some(Fault::Hangs) => std::future::pending().await,
        Some(Fault::Status(status)) => answers::refusal(status, Some("a fault")),
        Some(Fault::Page(status)) => (
            answers::status(status),
            [html],
            "<!doctype html><title>Sign in</title>",
        )
            .into_response(),
        Some(Fault::OtherJson(status, text)) => (answers::status(status), [json], text).into_response(),
        Some(Fault::Redirects) => {
            let location = [(LOCATION, "/elsewhere")];
            (StatusCode::TEMPORARY_REDIRECT, location).into_response()
        }
        Some(Fault::Oversized) => ([json], Body::from(vec![b' '; 4 << 20])).into_response(),
    }
}
