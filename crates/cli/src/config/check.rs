//! Raw values into a configuration: every value is looked at, every problem is kept.

use std::fmt::Display;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crosspass_outbound::Reach;
use crosspass_protocol::{RegisteredOrigin, Seconds, SessionClaims, TokenKind};
use ipnet::IpNet;
use tracing::level_filters::LevelFilter;

use super::database::shown;
use super::problem::{ConfigError, Problem};
use super::setting::{SETTINGS, flag, variable};
use super::source::Sources;
use super::{Config, ProofRule, StorageConfig, kratos};
use crosspass_issuer::PasswordLimits;
use crosspass_issuer::model::SessionLimits;
use crosspass_issuer::{Allowance, IssuerSettings};
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
        let account = check.allowance("limits.account_attempts", "limits.account_refill_seconds");
        let address = check.allowance("limits.address_attempts", "limits.address_refill_seconds");
        let calls = check.allowance("limits.address_calls", "limits.address_calls_refill_seconds");
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
                account,
                address,
                calls,
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

pub(super) struct Check<'a> {
    sources: &'a Sources,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            problems: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> ConfigError {
        ConfigError(self.problems)
    }

    /// A value as it is given.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.sources.value(name).map(|(text, _)| text.as_str())
    }

    /// A value that is given, or `None`.
    pub(super) fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let (text, origin) = self.sources.value(name)?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let wrong = format!("{} is not usable ({error})", shown(name, text));
                self.problem(name, wrong, origin.to_string());
                None
            }
        }
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given(name).is_some_and(|text| !text.is_empty())
    }

    /// A value that is given; an empty one takes back what was given elsewhere.
    pub(super) fn unless_empty<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.is_given(name) {
            self.optional(name, parse)
        } else {
            None
        }
    }

    /// A value that must be given.
    pub(super) fn required<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.sources.value(name).is_none() {
            let (variable, flag) = (variable(name), flag(name));
            let places = format!("nowhere: set it in crosspass.toml, as {variable} or with {flag}");
            self.problem(name, "is missing".to_owned(), places);
        }
        self.optional(name, parse)
    }

    /// A value that is given, or the default. After a problem, the default stands in.
    pub(super) fn value<T: Standing, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> T {
        if let Some(value) = self.optional(name, &parse) {
            return value;
        }
        let default = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .map_or("", |setting| setting.default);
        match parse(default) {
            Ok(value) => value,
            Err(error) => {
                self.problem(
                    name,
                    format!("the default is not usable ({error})"),
                    "Crosspass itself".to_owned(),
                );
                T::stand_in()
            }
        }
    }

    pub(super) fn number<N>(&mut self, name: &'static str, range: RangeInclusive<N>) -> N
    where
        N: FromStr + PartialOrd + Copy + Standing,
        N::Err: Display,
    {
        self.value(name, |text| match text.parse::<N>() {
            Ok(number) if range.contains(&number) => Ok(number),
            Ok(_) => Err("out of range".to_owned()),
            Err(error) => Err(error.to_string()),
        })
    }

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

    /// Where a value came from, in words.
    pub(super) fn source(&self, name: &str) -> String {
        let given = self.sources.value(name);
        given.map_or_else(|| "the default".to_owned(), |(_, origin)| origin.to_string())
    }

    pub(super) fn problem(&mut self, name: &str, wrong: String, source: String) {
        let expected = SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .map_or("", |setting| setting.expected);
        self.problems.push(Problem {
            name: name.to_owned(),
            wrong,
            expected: expected.to_owned(),
            source,
        });
    }
}

/// What stands in for a value that has a problem until all problems are told.
pub(super) trait Standing {
    fn stand_in() -> Self;
}

macro_rules! standing {
    ($($kind:ty = $value:expr,)+) => {
        $(impl Standing for $kind { fn stand_in() -> Self { $value } })+
    };
}

standing! {
    bool = false,
    i64 = 0,
    u32 = 0,
    u64 = 0,
    usize = 0,
    PathBuf = PathBuf::new(),
    Vec<IpNet> = Vec::new(),
    LevelFilter = LevelFilter::INFO,
    Reach = Reach::Public,
    std::net::SocketAddr = std::net::SocketAddr::from(([127, 0, 0, 1], 0)),
}

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
