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
    /// Of all origins that are not in `calls_to`.
    pub(crate) calls: Calls,
    pub(crate) calls_to: Vec<(String, Calls)>,
    pub(crate) clock: Clock,
}

/// Whose pages call, and how.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    pub(crate) callers: Vec<String>,
    pub(crate) paths: Vec<String>,
    pub(crate) across: Option<CrossSite>,
}

impl Calls {
    /// Exact origins whose pages may call with the cookie of the origin that they call (`credentials: "include"`).
    pub fn from(origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            callers: origins.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// This admits **all users of these callers**, also those who may not enter the domain that is called: below each of
    /// these path prefixes, as in `/api/`, a page's own session token with a proof (`crosspass.fetch`) is taken.
    /// `Session::domain` tells for which domain a session is. A path that can be read in two ways is below no prefix.
    #[must_use]
    pub fn with_tokens_at(mut self, prefixes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.paths = prefixes.into_iter().map(Into::into).collect();
        self
    }

    /// Sends the session cookie along with calls of these pages on **other sites**, too. Without it the cookie is
    /// `SameSite=Lax`, which goes along with calls from other ports and from subdomains of the same site.
    #[must_use]
    pub fn with_cookies_across_sites(mut self, across: CrossSite) -> Self {
        self.across = Some(across);
        self
    }
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
            calls: Calls::default(),
            calls_to: Vec::new(),
            clock: Clock::system(),
        }
    }

    /// Whose pages may call: no other origin's by default.
    #[must_use]
    pub fn calls(mut self, calls: Calls) -> Self {
        self.calls = calls;
        self
    }

    /// The same for one of the origins alone, in place of what is said for all: the domains of different customers have
    /// different callers.
    #[must_use]
    pub fn calls_to(mut self, origin: impl Into<String>, calls: Calls) -> Self {
        self.calls_to.push((origin.into(), calls));
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
