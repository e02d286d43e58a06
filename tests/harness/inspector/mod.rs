//! The handoff inspector: a page with a live sequence diagram of each handoff, made from the logs of all who took part and
//! from the issuer's audit rows. The owner of the issuer calls [`Inspector::look`].

mod arrow;
mod carriers;
mod compose;
mod near;
mod party;

pub use party::Party;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::filled;
use crate::issuer::Issuer;
use crate::serving::Serving;
use crate::site::Site;
use crate::tree::built;

/// How many audit rows are looked at.
const ROWS: u32 = 400;

/// The page and what it shows. It ends when dropped.
#[derive(Debug)]
pub struct Inspector {
    shared: Arc<Shared>,
    serving: Serving,
}

#[derive(Debug)]
struct Shared {
    site: Site,
    /// The handoffs, as JSON.
    handoffs: Mutex<String>,
}

impl Inspector {
    /// Where the page is.
    pub const PAGE: &str = "/inspector";

    /// Serves the page; it shows nothing yet.
    pub fn start(listener: TcpListener) -> Result<Self> {
        let shared = Arc::new(Shared {
            site: Site {
                pages: built("pages/domains").join("inspector"),
                receiver: Default::default(),
                issuer: String::new(),
            },
            handoffs: Mutex::new("[]".to_owned()),
        });
        let app = Router::new()
            .route(Self::PAGE, get(page))
            .route("/inspector/handoffs", get(handoffs))
            .fallback(file)
            .with_state(Arc::clone(&shared));
        Ok(Self {
            shared,
            serving: Serving::start(listener, app)?,
        })
    }

    /// The URL of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://localhost:{}{}", self.serving.address().port(), Self::PAGE)
    }

    /// Its socket.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.serving.address()
    }

    /// Looks at everybody's logs anew.
    pub async fn look(&self, issuer: &Issuer, parties: &[Party]) -> Result<()> {
        let rows = issuer.last_rows(ROWS).await?;
        let found = compose::handoffs(&issuer.log(), &rows, parties);
        let found = serde_json::to_string(&found)?;
        *self
            .shared
            .handoffs
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }
}

async fn page(State(shared): State<Arc<Shared>>) -> Response {
    match shared.site.file("/index.html", false) {
        Some(file) => Html(file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn handoffs(State(shared): State<Arc<Shared>>) -> Response {
    let found = shared
        .handoffs
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, found).into_response()
}

async fn file(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    filled::file(&shared.site, request.uri().path())
}
