//! What operators' commands work at: the database, the clock, who the issuer is.

use crosspass_protocol::Origin;

use super::error::CliError;
use crate::config::{ProofRule, StorageConfig};
use crosspass_issuer::CookieReach;
use crosspass_issuer::Randomness;
use crosspass_issuer::model::{AuditContext, Login, OrganizationName, SessionLimits};
use crosspass_issuer::store::Store;

use crosspass_issuer::{Clock, SystemClock};

/// An operator's desk.
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) clock: SystemClock,
    pub(crate) random: Randomness,
    pub(crate) limits: SessionLimits,
    pub(crate) proof: ProofRule,
    issuer: Option<Origin>,
    cookie_reach: Option<CookieReach>,
}

impl Desk {
    /// Opens the database.
    pub(crate) async fn open(config: StorageConfig) -> Result<Self, CliError> {
        let store = Store::at(&config.database, config.pool).await?;
        let issuer = match config.issuer {
            Some(issuer) => Some(issuer.origin().clone()),
            None => store.noted_issuer().await?,
        };
        let cookie_reach = match config.cookie_reach {
            Some(reach) => Some(reach),
            None => store.noted_cookie_reach().await?,
        };
        Ok(Self {
            store,
            clock: SystemClock::start(),
            random: Randomness::open(),
            limits: config.session,
            proof: config.proof,
            issuer,
            cookie_reach,
        })
    }

    /// The issuer, as configured, or as it served last.
    pub(crate) fn issuer(&self) -> Option<&Origin> {
        self.issuer.as_ref()
    }

    /// Which hosts get the identity provider's cookie: as configured, or as it was when the issuer served last.
    pub(crate) fn cookie_reach(&self) -> Option<&CookieReach> {
        self.cookie_reach.as_ref()
    }

    /// For audit rows: an operator has no address and no reference.
    pub(crate) fn audit(&self) -> AuditContext {
        AuditContext {
            at: self.clock.now(),
            address: None,
            reference: None,
        }
    }

    /// What exists, for a lookup that found nothing.
    pub(crate) async fn logins(&self) -> Result<String, CliError> {
        let users = self.store.users().await?;
        Ok(users
            .iter()
            .map(|user| user.login.to_string())
            .collect::<Vec<_>>()
            .join(", "))
    }
}

/// A login given as an argument.
pub(crate) fn login(text: &str) -> Result<Login, CliError> {
    Login::parse(text).map_err(|error| CliError::argument("LOGIN", text, error))
}

/// An organization's name given as an argument.
pub(crate) fn organization(text: &str) -> Result<OrganizationName, CliError> {
    OrganizationName::parse(text).map_err(|error| CliError::argument("organization", text, error))
}

/// An origin given as an argument.
pub(crate) fn origin(text: &str) -> Result<Origin, CliError> {
    Origin::parse(text).map_err(|error| CliError::argument("ORIGIN", text, error))
}
