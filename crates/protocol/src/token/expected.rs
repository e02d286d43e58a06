//! What a token must say to be taken, and how it must be bound.

use super::TokenError;
use crate::identifier::{Binding, KeyThumbprint};
use crate::origin::Origin;
use crate::strict::Object;
use crate::time::Timestamp;

/// What a token must say to be taken here and now.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The configured issuer.
    pub issuer: &'a Origin,
    /// Who takes it.
    pub audience: &'a Origin,
    /// The present moment.
    pub now: Timestamp,
    /// What it must be bound to.
    pub binding: BindingRule<'a>,
}

/// How a token must be bound at the place where it is taken.
#[derive(Clone, Copy, Debug)]
pub enum BindingRule<'a> {
    /// To a remembered handoff and our key: a receiver taking a handoff.
    Handoff(&'a Binding),
    /// To this key: a proof of the key came along.
    Key(&'a KeyThumbprint),
    /// To nothing that is known here: a logout token, or a binding compared by the caller.
    Unbound,
}

impl BindingRule<'_> {
    pub(super) fn check(self, payload: &Object) -> Result<(), TokenError> {
        let jkt = payload.object("cnf").and_then(|cnf| cnf.text("jkt"));
        match self {
            Self::Handoff(binding) if payload.text("nonce") != Some(binding.nonce.as_str()) => {
                Err(TokenError::Nonce)
            }
            Self::Handoff(binding) if jkt != Some(binding.jkt.as_str()) => Err(TokenError::Key),
            Self::Key(key) if jkt != Some(key.as_str()) => Err(TokenError::Key),
            Self::Handoff(_) | Self::Key(_) | Self::Unbound => Ok(()),
        }
    }
}
