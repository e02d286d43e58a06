//! Vandelay as a process of its own, for stories that kill it: `vandelay ORIGIN ISSUER KEY_FILE`.

use std::net::Ipv4Addr;

use anyhow::{Result, bail};
use crosspass_backend::Options;
use e2e::Backend;
use serde_json::json;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [origin, issuer, key_file] = arguments.as_slice() else {
        bail!("vandelay ORIGIN ISSUER KEY_FILE");
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let options = Options::new(issuer, [origin], key_file);
    let backend = Backend::start(origin, listener, issuer, options)?;
    println!("{}", json!({ "listening": backend.address() }));
    // It serves until it is killed.
    std::future::pending::<()>().await;
    drop(backend);
    Ok(())
}
