//! How single values are written.

use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

pub(super) fn path(text: &str) -> Result<PathBuf, &'static str> {
    if text.is_empty() {
        Err("it is empty")
    } else {
        Ok(PathBuf::from(text))
    }
}

pub(super) fn level(text: &str) -> Result<LevelFilter, &'static str> {
    text.parse().map_err(|_| "no such level")
}

pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let network = |item: &str| {
        item.parse::<IpNet>()
            .or_else(|_| item.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| format!("{item:?} is neither an address nor a network"))
    };
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(network)
        .collect()
}
