//! The configuration of `serve` and of the commands on the database, read from raw values.

use std::time::Duration;

use crosspass_outbound::Reach;
use crosspass_protocol::{RegisteredOrigin, Seconds, SessionClaims, TokenKind};

use super::check::Check;
use super::parse::{level, networks, path};
use super::problem::{ConfigError, Problem};
use super::source::Sources;
use super::{Config, ProofRule, StorageConfig, kratos};
use crosspass_issuer::PasswordLimits;
use crosspass_issuer::model::SessionLimits;
use crosspass_issuer::{Allowance, IssuerSettings, LimitSettings};
use crosspass_server::SiteSettings;

const IDLE: &str = "session.idle_seconds";
const TOKEN: &str = "session.token_seconds";

impl Config {
    /// Checks everything.
    pub fn check(sources: &Sources) -> Result<Self, ConfigError> {
        let mut check = Check::new(sources);
        let issuer = check.required("issuer", RegisteredOrigin::parse);
        let listen = check.value("listen", str::parse);
        let database = check.database();
        let pool = check.pool();
        let pages = check.optional("pages", path);
        let log = check.value("log", level);
        let trusted_proxies = check.optional("trusted_proxies", networks).unwrap_or_default();
        let session = check.session();
        let everywhere = check.value("propagation.after_sign_in", str::parse);
        let passwords = PasswordLimits {
            parallel: check.number("password.parallel", 1..=64),
            queue: check.number("password.queue", 1..=10_000),
            patience: Duration::from_secs(check.number("password.patience_seconds", 1..=60)),
        };
        let limits = LimitSettings {
            account: check.allowance("limits.account_attempts", "limits.account_refill_seconds"),
            address: check.allowance("limits.address_attempts", "limits.address_refill_seconds"),
            calls: check.allowance("limits.address_calls", "limits.address_calls_refill_seconds"),
        };
        let concurrency = check.number("limits.concurrency", 8..=65_536);
        let reach = check.reach(issuer.as_ref());
        let proof = check.proof();
        let kratos = kratos::settings(&mut check, issuer.as_ref().map(RegisteredOrigin::origin));
        let Some(issuer) = issuer else {
            return Err(check.finish());
        };
        let config = Self {
            listen,
            database,
            pool,
            pages,
            log,
            proof,
            settings: IssuerSettings {
                origin: issuer.origin().clone(),
                session,
                passwords,
                limits,
                everywhere,
                reach,
                kratos,
            },
            site: SiteSettings {
                trusted_proxies,
                concurrency,
            },
        };
        if check.problems.is_empty() {
            Ok(config)
        } else {
            Err(check.finish())
        }
    }
}

impl StorageConfig {
    /// Checks what commands on the database need.
    pub fn check(sources: &Sources) -> Result<Self, ConfigError> {
        let mut check = Check::new(sources);
        let issuer = check.optional("issuer", RegisteredOrigin::parse);
        let config = Self {
            database: check.database(),
            pool: check.pool(),
            cookie_reach: kratos::cookie_reach(&mut check, issuer.as_ref().map(RegisteredOrigin::origin)),
            issuer,
            session: check.session(),
            proof: check.proof(),
        };
        if check.problems.is_empty() {
            Ok(config)
        } else {
            Err(check.finish())
        }
    }
}

impl Check<'_> {
    fn allowance(&mut self, attempts: &'static str, refill: &'static str) -> Allowance {
        Allowance {
            burst: self.number(attempts, 1..=1_000_000),
            refill: Duration::from_secs(self.number(refill, 1..=86_400)),
        }
    }

    /// What a customer registers must not lead into the operator's network, unless the operator says so. An issuer on
    /// loopback has its domains there.
    fn reach(&mut self, issuer: Option<&RegisteredOrigin>) -> Reach {
        let private = self.value("domains.private_addresses", |text| match text {
            "refuse" => Ok(Reach::Public),
            "allow" => Ok(Reach::Https),
            _ => Err("there is no such choice"),
        });
        match issuer {
            Some(issuer) if !issuer.origin().is_https() => Reach::Any,
            _ => private,
        }
    }

    fn proof(&mut self) -> ProofRule {
        ProofRule {
            is_needed: self.value("domains.proof", |text| match text {
                "none" => Ok(false),
                "dns" => Ok(true),
                _ => Err("there is no such choice"),
            }),
            server: self.unless_empty("domains.dns_server", str::parse),
        }
    }

    /// A page renews once a token, and each renewal is a use: a session that ends for want of use in less
    /// than a token's life would end under a page that is open all the time.
    fn session(&mut self) -> SessionLimits {
        let earlier = self.problems.len();
        let limits = SessionLimits {
            absolute: Seconds(self.number("session.absolute_seconds", 60..=2_592_000)),
            idle: Seconds(self.number(IDLE, 60..=2_592_000)),
            token: Seconds(self.number(TOKEN, 5..=SessionClaims::MAX_LIFE.0)),
        };
        if limits.token > limits.idle && self.problems.len() == earlier {
            self.problems.push(Problem {
                name: TOKEN.to_owned(),
                wrong: format!("{} is more than {IDLE}, {}", limits.token.0, limits.idle.0),
                expected: format!("at most {IDLE}, or pages that are open all the time lose their session"),
                source: format!("{}; {IDLE} is from {}", self.source(TOKEN), self.source(IDLE)),
            });
        }
        limits
    }
}
