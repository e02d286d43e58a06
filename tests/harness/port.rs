//! Free ports, none of them twice: browsers tell several stories, and must know no origin from an earlier one.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::net::TcpListener;

static USED: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// Listens on a free loopback port that this run has not used before.
pub async fn listen() -> Result<TcpListener> {
    // Those that come again are held until another one has come, or the system would offer them once more.
    let mut again = Vec::new();
    loop {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free loopback port")?;
        let port = listener.local_addr()?.port();
        if USED.lock().unwrap_or_else(PoisonError::into_inner).insert(port) {
            return Ok(listener);
        }
        again.push(listener);
    }
}
