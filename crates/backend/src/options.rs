//! What a backend is told at its start, and what becomes of it.

use std::path::PathBuf;

use crosspass_protocol::{Origin, RegisteredOrigin, Timestamp};

use crate::clock::Clock;
use crate::cookie::CrossSite;
use crate::error::StartError;

/// What a backend is told: the issuer, its own origins, and where its key is kept.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) issuer: String,
    pub(crate) origins: Vec<String>,
    pub(crate) key_file: PathBuf,
    pub(crate) callers: Vec<String>,
    pub(crate) across: Option<CrossSite>,
    pub(crate) calls: Vec<Calls>,
    pub(crate) clock: Clock,
}

/// Who calls one origin.
#[derive(Clone, Debug)]
pub(crate) struct Calls {
    pub(crate) origin: String,
    pub(crate) callers: Vec<String>,
    pub(crate) across: Option<CrossSite>,
}

impl Options {
    /// `issuer` is the issuer's origin, as in `https://auth.example.com`. `origins` are the exact origins that this
    /// backend answers for, each registered at the issuer with `crosspass domain add --backend`; a request is for the
    /// one that its `Host` names. `key_file` is where the backend's key is: made at the first start, and to be kept,
    /// because every session at these origins is bound to it. Processes that serve the same origins share it.
    pub fn new(
        issuer: impl Into<String>,
        origins: impl IntoIterator<Item = impl Into<String>>,
        key_file: impl Into<PathBuf>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            origins: origins.into_iter().map(Into::into).collect(),
            key_file: key_file.into(),
            callers: Vec::new(),
            across: None,
            calls: Vec::new(),
            clock: Clock::system(),
        }
    }

    /// Exact origins whose pages may call this backend: with its cookie (`credentials: "include"`), and with a session
    /// token of their own origin and a proof (`crosspass.fetch`). None by default.
    #[must_use]
    pub fn callers(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.callers = origins.into_iter().map(Into::into).collect();
        self
    }

    /// Sends the session cookie along with calls of listed pages on **other sites**, too. Without it the cookie is
    /// `SameSite=Lax`, which goes along with calls from other ports and from subdomains of the same site.
    #[must_use]
    pub fn cookies_across_sites(mut self, across: CrossSite) -> Self {
        self.across = Some(across);
        self
    }

    /// The same two for one of the origins alone, in place of what is said for all: the domains of different customers
    /// have different callers.
    #[must_use]
    pub fn calls_to(
        mut self,
        origin: impl Into<String>,
        callers: impl IntoIterator<Item = impl Into<String>>,
        across: Option<CrossSite>,
    ) -> Self {
        self.calls.push(Calls {
            origin: origin.into(),
            callers: callers.into_iter().map(Into::into).collect(),
            across,
        });
        self
    }

    /// Another clock than the machine's: for tests of what time does.
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Clock::from_fn(now);
        self
    }

    /// The issuer's and the domain's origins, if they are what they should be.
    pub(crate) fn addresses(&self) -> Result<(Origin, Vec<Origin>), StartError> {
        let issuer = RegisteredOrigin::parse(&self.issuer).map_err(StartError::Issuer)?;
        let issuer = issuer.origin().clone();
        let mut origins = Vec::new();
        for text in &self.origins {
            let origin = RegisteredOrigin::parse(text).map_err(|cause| StartError::Origin {
                origin: text.clone(),
                cause,
            })?;
            let origin = origin.origin().clone();
            if origin == issuer {
                return Err(StartError::IssuerAsDomain(text.clone()));
            }
            if origin.is_loopback() != issuer.is_loopback() {
                return Err(StartError::Mixed(text.clone()));
            }
            origins.push(origin);
        }
        if origins.is_empty() {
            return Err(StartError::NoOrigin);
        }
        Ok((issuer, origins))
    }
}
