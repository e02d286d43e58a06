//! What an engine is started with.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use serde_json::{Map, Value};

/// How one engine is started.
pub(super) struct Recipe {
    pub(super) driver: Command,
    /// The driver tells its port in a line, or is given one.
    pub(super) port: Port,
    pub(super) capabilities: Map<String, Value>,
    /// The returned capability that holds the browser's process id.
    pub(super) process: Option<&'static str>,
}

pub(super) enum Port {
    Told(fn(&str) -> Option<u16>),
    Given(u16),
}

/// The project's own tools come first: the order that `cargo xtask setup` installs in.
pub(crate) fn tool(name: &str) -> Result<PathBuf> {
    let below = |root: &str, rest: &str| std::env::var_os(root).map(|root| Path::new(&root).join(rest));
    let places = [
        below("CROSSPASS_TOOLS", "bin"),
        below("XDG_CACHE_HOME", "crosspass/tools/bin"),
        below("HOME", ".cache/crosspass/tools/bin"),
        Some(PathBuf::from("/usr/local/bin")),
        Some(PathBuf::from("/usr/bin")),
    ];
    match places
        .into_iter()
        .flatten()
        .map(|place| place.join(name))
        .find(|tool| tool.is_file())
    {
        Some(tool) => Ok(tool),
        None => bail!("no {name}: run `cargo xtask setup`"),
    }
}

/// A port that is free now, for a driver that cannot choose one itself.
pub(super) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
