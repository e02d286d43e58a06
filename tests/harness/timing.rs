//! The browser's own resource timing, of every page and popup of a story: a small extension reads
//! it in each page and tells it to a collector here.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::serving::Serving;

/// What a page told. Times are in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Timing {
    /// `navigation`, `resource`, `click` or `submit`.
    pub kind: String,
    /// What was loaded, or where the user clicked.
    pub url: String,
    /// When it was begun.
    pub started: f64,
    /// When the answer was complete.
    pub ended: f64,
    /// Whether the browser's cache answered.
    pub cached: bool,
}

type Told = Arc<Mutex<Vec<Timing>>>;

/// The collector and its extension. Both go when it is dropped.
#[derive(Debug)]
pub(crate) struct Timings {
    _serving: Serving,
    told: Told,
    extension: TempDir,
}

impl Timings {
    /// Starts the collector and writes the extension that tells it.
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port().to_string();
        let extension = tempfile::Builder::new().prefix("crosspass-timing-").tempdir()?;
        let background = include_str!("timing/background.js").replace("__PORT__", &port);
        for (name, content) in [
            ("manifest.json", include_str!("timing/manifest.json")),
            ("content.js", include_str!("timing/content.js")),
            ("background.js", &background),
        ] {
            std::fs::write(extension.path().join(name), content).context("no extension")?;
        }
        let told = Told::default();
        let router = Router::new().fallback(hear).with_state(Arc::clone(&told));
        Ok(Self {
            _serving: Serving::start(listener, router)?,
            told,
            extension,
        })
    }

    /// The folder of the extension, for the browser's start.
    pub(crate) fn extension(&self) -> &Path {
        self.extension.path()
    }

    /// What was told so far.
    pub(crate) fn told(&self) -> Vec<Timing> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn hear(State(told): State<Told>, body: String) -> StatusCode {
    match serde_json::from_str(&body) {
        Ok(timing) => {
            told.lock().unwrap_or_else(PoisonError::into_inner).push(timing);
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
