//! Configuration: `crosspass.toml`, then environment, then flags. Every value knows where it came
//! from, and all problems are told at once.

mod check;
mod database;
mod gate;
mod gate_origin;
mod kratos;
mod parse;
mod problem;
mod read;
mod setting;
mod source;

use std::net::SocketAddr;
use std::path::PathBuf;

use crosspass_protocol::RegisteredOrigin;
use tracing::level_filters::LevelFilter;

use crosspass_issuer::model::SessionLimits;
use crosspass_issuer::store::{DatabaseAddress, PoolSettings};
use crosspass_issuer::{CookieReach, IssuerSettings};
use crosspass_server::SiteSettings;

pub use gate::GateConfig;
pub use gate_origin::GateOrigin;
pub use problem::{ConfigError, Problem};
pub use setting::{SETTINGS, Setting};
pub use source::{Sources, ValueSource};

/// What `crosspass serve` needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the database is.
    pub database: DatabaseAddress,
    /// How many connections to it there are, where it is a server.
    pub pool: PoolSettings,
    /// Pages of one's own, in place of the built-in ones.
    pub pages: Option<PathBuf>,
    /// What is logged.
    pub log: LevelFilter,
    /// What the issuer needs to know.
    pub settings: IssuerSettings,
    /// What its HTTP needs to know.
    pub site: SiteSettings,
    /// Whether and how domains are proven.
    pub proof: ProofRule,
}

/// Whether domains are to be proven to be their owners', and who is asked about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofRule {
    /// Whether a domain without a proof takes no sessions.
    pub is_needed: bool,
    /// The DNS server, in place of the system's.
    pub server: Option<SocketAddr>,
}

/// What commands on the database need to know.
#[derive(Clone, Debug)]
pub struct StorageConfig {
    /// Where the database is.
    pub database: DatabaseAddress,
    /// How many connections to it there are, where it is a server.
    pub pool: PoolSettings,
    /// The issuer's origin, if it is configured.
    pub issuer: Option<RegisteredOrigin>,
    /// How long issuer sessions and session tokens last.
    pub session: SessionLimits,
    /// Which hosts get the cookie of the identity provider, if that is configured.
    pub cookie_reach: Option<CookieReach>,
    /// Whether and how domains are proven.
    pub proof: ProofRule,
}
