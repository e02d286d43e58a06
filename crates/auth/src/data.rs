//! What the issuer wrote into the page, and what the page's user typed.

use crosspass_protocol::handoff::opener::Carrier;
use crosspass_protocol::{Binding, KeyThumbprint, Nonce, Origin};
use serde::Deserialize;

/// The page's data block.
#[derive(Deserialize)]
pub(crate) struct PageData {
    pub(crate) issuer: Origin,
    pub(crate) domain: Option<Domain>,
    pub(crate) return_to: Option<String>,
    pub(crate) nonce: Option<Nonce>,
    pub(crate) jkt: Option<KeyThumbprint>,
    /// The launcher's: what the user may enter.
    #[serde(default)]
    pub(crate) domains: Option<Vec<Domain>>,
}

/// A registered domain.
#[derive(Clone, Deserialize)]
pub(crate) struct Domain {
    pub(crate) origin: Origin,
    pub(crate) receiver: String,
    pub(crate) carrier: CarrierName,
}

/// A carrier's name on the wire.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CarrierName {
    Popup,
    Redirect,
}

impl From<CarrierName> for Carrier {
    fn from(name: CarrierName) -> Self {
        match name {
            CarrierName::Popup => Self::Popup,
            CarrierName::Redirect => Self::Redirect,
        }
    }
}

impl PageData {
    /// What the domain's page began, if it did.
    pub(crate) fn begun(&self) -> Option<Binding> {
        Some(Binding {
            nonce: self.nonce.clone()?,
            jkt: self.jkt.clone()?,
        })
    }
}

/// What the user typed; never printed.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    pub(crate) login: String,
    pub(crate) password: String,
}
