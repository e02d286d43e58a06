//! An axum application on a listener in this process: it serves until this is dropped.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// A running application. It ends when dropped.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    task: AbortHandle,
}

impl Serving {
    /// Serves `app` on `listener`.
    pub fn start(listener: TcpListener, app: Router) -> Result<Self> {
        let address = listener.local_addr().context("a listener without address")?;
        let serving = axum::serve(listener, app);
        let task = tokio::spawn(async move {
            // Serving ends only with the task: accept errors are retried inside.
            let _ = serving.await;
        });
        Ok(Self {
            address,
            task: task.abort_handle(),
        })
    }

    /// The socket it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}
