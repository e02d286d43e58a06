//! A domain with a backend, as its developers write it: an axum application with Crosspass' routes and layer.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::Result;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use crosspass_backend::{Crosspass, Options, Session};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::front::Front;
use crate::people::ACME;
use crate::world::{Names, World};

/// A running domain with a backend, registered for Acme. It ends when dropped.
#[derive(Debug)]
pub struct Backend {
    origin: String,
    issuer: String,
    front: Front,
    home: TempDir,
    task: AbortHandle,
}

impl Backend {
    /// The page that needs a session.
    pub const PROTECTED: &str = "/account";

    /// Opens and registers one as `http://NAME.localhost:PORT`.
    pub async fn open(world: &World, name: &str) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = Names::Localhost.origin(&format!("{name}.localhost"), front.port());
        world.issuer.add_backend(&ACME, &origin).await?;
        let home = tempfile::Builder::new().prefix("crosspass-backend-").tempdir()?;
        let issuer = world.issuer.origin().to_owned();
        let (address, task) = start(&issuer, &origin, home.path().join("crosspass.key")).await?;
        front.lead_to(address);
        Ok(Self {
            origin,
            issuer,
            front,
            home,
            task,
        })
    }

    /// Ends it and starts it anew: nothing but its key is left.
    pub async fn restart(&mut self) -> Result<()> {
        self.task.abort();
        let key = self.home.path().join("crosspass.key");
        let (address, task) = start(&self.issuer, &self.origin, key).await?;
        self.task = task;
        self.front.lead_to(address);
        Ok(())
    }

    /// Its origin, as registered at the issuer.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn start(issuer: &str, origin: &str, key: PathBuf) -> Result<(SocketAddr, AbortHandle)> {
    let crosspass = Crosspass::open(Options::new(issuer, [origin], key))?;
    let app = Router::new()
        .route("/", get(home))
        .route(Backend::PROTECTED, get(account))
        .merge(crosspass.routes())
        .layer(crosspass.layer());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let serving = axum::serve(listener, app);
    let task = tokio::spawn(async move {
        // Serving ends only with the task: accept errors are retried inside.
        let _ = serving.await;
    });
    Ok((address, task.abort_handle()))
}

async fn home(session: Option<Session>) -> Html<String> {
    Html(page(session.as_ref()))
}

async fn account(session: Session) -> Html<String> {
    Html(page(Some(&session)))
}

/// The elements that stories look for, as at the static domains.
fn page(session: Option<&Session>) -> String {
    let (state, name, email, subject) = session.map_or(("none", "", "", ""), |session| {
        let subject = session.subject().as_str();
        ("signed-in", session.name(), session.email(), subject)
    });
    format!(
        "<!doctype html><html lang=\"en\"><title>A shop with a backend</title><body data-session=\"{state}\">\
         <p id=\"session-name\">{name}</p><p id=\"session-email\">{email}</p><p id=\"session-subject\">{subject}</p>"
    )
}
