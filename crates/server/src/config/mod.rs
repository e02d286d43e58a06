//! Configuration: `crosspass.toml`, then environment, then flags. Every value knows where it came
//! from, and all problems are told at once.

mod check;
mod gate;
mod gate_origin;
mod kratos;
mod problem;
mod setting;
mod source;

use std::net::SocketAddr;
use std::path::PathBuf;

use crosspass_outbound::Reach;
use crosspass_protocol::RegisteredOrigin;
use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

use crate::identity::CookieReach;
use crate::limits::Allowance;
use crate::model::SessionLimits;
use crate::password::PasswordLimits;

pub use gate::GateConfig;
pub use gate_origin::GateOrigin;
pub use kratos::KratosConfig;
pub use problem::{ConfigError, Problem};
pub use setting::{SETTINGS, Setting};
pub use source::{Sources, ValueSource};

/// What `crosspass serve` needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The issuer's origin.
    pub issuer: RegisteredOrigin,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The SQLite file.
    pub database: PathBuf,
    /// Pages of one's own, in place of the built-in ones.
    pub pages: Option<PathBuf>,
    /// What is logged.
    pub log: LevelFilter,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long issuer sessions and session tokens last.
    pub session: SessionLimits,
    /// How much password hashing goes on at once.
    pub passwords: PasswordLimits,
    /// Sign-in attempts for one account.
    pub account: Allowance,
    /// Sign-in attempts from one address.
    pub address: Allowance,
    /// Other calls that write, from one address.
    pub calls: Allowance,
    /// Requests answered at the same time.
    pub concurrency: usize,
    /// Whether a sign-in goes to every domain before it ends.
    pub everywhere: bool,
    /// Where calls to domains may lead.
    pub reach: Reach,
    /// Whether and how domains are proven.
    pub proof: ProofRule,
    /// Where users sign in, if it is not here.
    pub kratos: Option<KratosConfig>,
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
    /// The SQLite file.
    pub database: PathBuf,
    /// The issuer's origin, if it is configured.
    pub issuer: Option<RegisteredOrigin>,
    /// How long issuer sessions and session tokens last.
    pub session: SessionLimits,
    /// Which hosts get the cookie of the identity provider, if that is configured.
    pub cookie_reach: Option<CookieReach>,
    /// Whether and how domains are proven.
    pub proof: ProofRule,
}
