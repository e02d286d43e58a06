//! What `crosspass gate` needs to know: the settings below `gate.`, and those that it shares with `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use crosspass_protocol::RegisteredOrigin;
use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

use super::check::{Check, level, networks, path};
use super::problem::ConfigError;
use super::source::Sources;

const ORIGIN: &str = "gate.origin";
const ORIGINS: &str = "gate.origins";

/// What `crosspass gate` needs to know.
#[derive(Clone, Debug)]
pub struct GateConfig {
    /// The issuer's origin.
    pub issuer: RegisteredOrigin,
    /// The origins that the gate answers for.
    pub origins: Vec<RegisteredOrigin>,
    /// The file of the gate's key.
    pub key_file: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Proxies whose `X-Forwarded-*` is believed.
    pub proxies: Vec<IpNet>,
    /// What is logged.
    pub log: LevelFilter,
}

impl GateConfig {
    /// Checks everything.
    pub fn check(sources: &Sources) -> Result<Self, ConfigError> {
        let mut check = Check::new(sources);
        let issuer = check.required("issuer", RegisteredOrigin::parse);
        let key_file = check.required("gate.key_file", path);
        let given = check.optional(ORIGIN, listed);
        let read = check.optional(ORIGINS, in_file);
        let listen = check.value("gate.listen", str::parse);
        let proxies = check.value("gate.proxy", networks);
        let log = check.value("log", level);
        if [ORIGIN, ORIGINS].iter().all(|name| sources.value(name).is_none()) {
            check.problem(
                ORIGIN,
                "is missing".to_owned(),
                "nowhere: name origins with --origin, or a file of them with --origins".to_owned(),
            );
        }
        match (issuer, key_file) {
            (Some(issuer), Some(key_file)) if check.problems.is_empty() => Ok(Self {
                issuer,
                origins: given.into_iter().chain(read).flatten().collect(),
                key_file,
                listen,
                proxies,
                log,
            }),
            (_, _) => Err(check.finish()),
        }
    }
}

/// Origins with commas between them.
fn listed(text: &str) -> Result<Vec<RegisteredOrigin>, String> {
    let origin = |item: &str| RegisteredOrigin::parse(item).map_err(|error| format!("{item:?}: {error}"));
    text.split(',').map(str::trim).map(origin).collect()
}

/// One origin a line; empty lines and those that begin with `#` say nothing.
fn in_file(name: &str) -> Result<Vec<RegisteredOrigin>, String> {
    let text = std::fs::read_to_string(name).map_err(|error| error.to_string())?;
    let lines = text.lines().map(str::trim).enumerate();
    let origins = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let origins = origins.map(|(index, line)| {
        RegisteredOrigin::parse(line).map_err(|error| format!("line {}: {line:?}: {error}", index + 1))
    });
    match origins.collect::<Result<Vec<_>, _>>() {
        Ok(origins) if origins.is_empty() => Err("no origin is in it".to_owned()),
        origins => origins,
    }
}
