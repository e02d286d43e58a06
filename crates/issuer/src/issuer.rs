//! The issuer: its name, its parts, its limits.

use std::sync::Arc;

use crosspass_outbound::{Outbound, OutboundError, Reach};
use crosspass_protocol::{Origin, Timestamp};

use crate::clock::Clock;
use crate::keys::{KeyError, KeyRing};
use crate::limits::{LimitSettings, Limits};
use crate::model::SessionLimits;
use crate::notifier::Notifier;
use crate::password::{PasswordLimits, Passwords};
use crate::random::{RandomError, Randomness};
use crate::store::Store;
use crate::upstream::{Kratos, KratosSettings};

/// What an operator decides about an issuer.
#[derive(Clone, Debug)]
pub struct IssuerSettings {
    /// The origin that everything is signed for.
    pub origin: Origin,
    /// How long sessions and session tokens last.
    pub session: SessionLimits,
    /// How much password hashing goes on at once.
    pub passwords: PasswordLimits,
    /// How much each client may ask for.
    pub limits: LimitSettings,
    /// Whether a sign-in goes to every domain before it ends.
    pub everywhere: bool,
    /// Where calls to domains may lead.
    pub reach: Reach,
    /// Where users sign in, if it is not here.
    pub kratos: Option<KratosSettings>,
}

/// The issuer: its name, its parts, its limits.
pub struct Issuer {
    /// The origin that everything is signed for.
    pub origin: Origin,
    /// How long sessions last.
    pub session: SessionLimits,
    /// Whether a sign-in goes to every domain before it ends.
    pub everywhere: bool,
    /// Storage.
    pub store: Store,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Randomness,
    /// Password hashing.
    pub passwords: Passwords,
    /// What is counted before work is done.
    pub limits: Limits,
    /// Calls domains.
    pub outbound: Outbound,
    /// Where users sign in, if it is not here.
    pub kratos: Option<Kratos>,
    /// What wakes the jobs, and who waits for them.
    pub notifier: Notifier,
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
        settings: IssuerSettings,
        store: Store,
        clock: Arc<dyn Clock>,
        random: Randomness,
    ) -> Result<Arc<Self>, IssuerError> {
        Ok(Arc::new(Self {
            origin: settings.origin,
            session: settings.session,
            everywhere: settings.everywhere,
            passwords: Passwords::new(settings.passwords, random.clone())?,
            limits: Limits::new(settings.limits, Arc::clone(&clock)),
            outbound: Outbound::new(settings.reach)?,
            kratos: settings.kratos.map(Kratos::new).transpose()?,
            notifier: Notifier::default(),
            store,
            clock,
            random,
        }))
    }

    /// The keys of this moment.
    pub async fn keys(&self, now: Timestamp) -> Result<KeyRing, KeyError> {
        KeyRing::load(&self.store, &self.random, now).await
    }
}
