//! What `crosspass gate` needs to know: the settings below `gate.`, and those that it shares with `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use crosspass_protocol::RegisteredOrigin;
use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

use super::check::Check;
use super::gate_origin::{GateOrigin, across, caller_paths, callers, in_file, listed};
use super::parse::{level, networks, path};
use super::problem::ConfigError;
use super::source::Sources;

const ORIGIN: &str = "gate.origin";
const ORIGINS: &str = "gate.origins";
const CALLER: &str = "gate.caller";
const CALLER_PATH: &str = "gate.caller_path";
const COOKIES: &str = "gate.cross_site_cookies";

/// What `crosspass gate` needs to know.
#[derive(Clone, Debug)]
pub struct GateConfig {
    /// The issuer's origin.
    pub issuer: RegisteredOrigin,
    /// The origins that the gate answers for.
    pub origins: Vec<GateOrigin>,
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
        let callers = check.optional(CALLER, callers).unwrap_or_default();
        let paths = check.optional(CALLER_PATH, caller_paths).unwrap_or_default();
        let across = check.optional(COOKIES, across);
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
        if sources.value(CALLER).is_some() && sources.value(ORIGIN).is_none() {
            let wrong = "is given without gate.origin, whose pages those are to call".to_owned();
            let fix =
                "nowhere: in a file of origins, each line names its own (callers=ORIGIN,ORIGIN)".to_owned();
            check.problem(CALLER, wrong, fix);
        }
        for (name, wrong) in [
            (
                COOKIES,
                "is given without gate.caller: there is nobody to send cookies",
            ),
            (
                CALLER_PATH,
                "is given without gate.caller: there is nobody whose tokens are taken",
            ),
        ] {
            if sources.value(name).is_some() && sources.value(CALLER).is_none() {
                let fix = "nowhere: name the origins whose pages call with --caller";
                check.problem(name, wrong.to_owned(), fix.to_owned());
            }
        }
        let given = given.into_iter().flatten().map(|origin| GateOrigin {
            origin,
            callers: callers.clone(),
            caller_paths: paths.clone(),
            across,
        });
        match (issuer, key_file) {
            (Some(issuer), Some(key_file)) if check.problems.is_empty() => Ok(Self {
                issuer,
                origins: given.chain(read.into_iter().flatten()).collect(),
                key_file,
                listen,
                proxies,
                log,
            }),
            (_, _) => Err(check.finish()),
        }
    }
}
