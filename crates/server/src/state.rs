//! What every request shares.

use std::sync::Arc;

use crosspass_outbound::{Outbound, OutboundError};
use crosspass_protocol::{Origin, Timestamp};
use ipnet::IpNet;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::Config;
use crate::identity::{Kratos, ProviderEndings};
use crate::keys::{KeyError, KeyRing};
use crate::limits::Limiter;
use crate::logout::Notices;
use crate::model::SessionLimits;
use crate::pages::Pages;
use crate::password::Passwords;
use crate::random::{RandomError, Randomness};
use crate::store::Store;

/// What every request shares.
pub type AppState = Arc<Issuer>;

/// The issuer: its name, its parts, its limits.
pub struct Issuer {
    /// The origin that everything is signed for.
    pub origin: Origin,
    /// How long sessions last.
    pub session: SessionLimits,
    /// Whether a sign-in goes to every domain before it ends.
    pub everywhere: bool,
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Randomness,
    /// Password hashing.
    pub passwords: Passwords,
    /// Pages and assets.
    pub pages: Pages,
    /// Sign-in attempts by account.
    pub by_account: Limiter,
    /// Sign-in attempts by address.
    pub by_address: Limiter,
    /// Other calls by address.
    pub calls: Limiter,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Places for requests being answered.
    pub places: Semaphore,
    /// Calls domains.
    pub outbound: Outbound,
    /// Where users sign in, if it is not here.
    pub kratos: Option<Kratos>,
    /// What is to be ended there.
    pub provider_endings: ProviderEndings,
    /// What domains' servers are to be told.
    pub notices: Notices,
}

/// Why an issuer cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// No HTTP client.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
}

impl Issuer {
    /// Puts an issuer together.
    pub fn new(
        config: &Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Randomness,
        pages: Pages,
    ) -> Result<AppState, IssuerError> {
        Ok(Arc::new(Self {
            origin: config.issuer.origin().clone(),
            session: config.session,
            everywhere: config.everywhere,
            passwords: Passwords::new(config.passwords, random.clone())?,
            by_account: Limiter::new(config.account),
            by_address: Limiter::new(config.address),
            calls: Limiter::new(config.calls),
            trusted_proxies: config.trusted_proxies.clone(),
            places: Semaphore::new(config.concurrency),
            outbound: Outbound::new(config.reach)?,
            kratos: config.kratos.clone().map(Kratos::new).transpose()?,
            provider_endings: ProviderEndings::default(),
            notices: Notices::default(),
            store,
            clock,
            random,
            pages,
        }))
    }

    /// The keys of this moment.
    pub async fn keys(&self, now: Timestamp) -> Result<KeyRing, KeyError> {
        KeyRing::load(self.store.as_ref(), &self.random, now).await
    }
}
