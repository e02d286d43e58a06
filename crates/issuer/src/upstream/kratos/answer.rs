//! What of Kratos' answers is read, and nothing else of them: its API document has some fifty members more.

use crosspass_outbound::{Answer, is_media_type};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::KratosError;
use crate::upstream::Assurance;

/// A session.
#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) active: Option<bool>,
    pub(super) expires_at: Option<String>,
    pub(super) authenticated_at: Option<String>,
    pub(super) authenticator_assurance_level: Option<Assurance>,
    pub(super) identity: Option<Identity>,
}

/// An identity, without what only the admin API tells.
#[derive(Debug, Deserialize)]
pub(super) struct Identity {
    pub(super) id: String,
    pub(super) state: Option<IdentityState>,
    #[serde(default)]
    pub(super) traits: Value,
    #[serde(default)]
    pub(super) metadata_public: Value,
}

/// Whether an identity may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum IdentityState {
    Active,
    Inactive,
}

/// What the admin API tells of an identity beside that.
#[derive(Debug, Deserialize)]
pub(super) struct AdminIdentity {
    pub(super) id: String,
    #[serde(default)]
    pub(super) metadata_admin: Value,
}

/// A refusal.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub(super) error: RefusalCause,
}

/// Why.
#[derive(Debug, Deserialize)]
pub(super) struct RefusalCause {
    pub(super) id: Option<String>,
}

/// An answer's body.
pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, KratosError> {
    if !is_media_type(&answer.headers, "application/json") {
        return Err(KratosError::NotJson);
    }
    // What serde says holds values, which are nobody's business but the user's.
    serde_json::from_slice(&answer.body).map_err(|_| KratosError::Malformed("not of the form of its API"))
}
