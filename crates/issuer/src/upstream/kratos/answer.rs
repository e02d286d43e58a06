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

#[derive(Debug, Deserialize)]
struct RefusalBody {
    error: Refusal,
}

/// A refusal of Kratos' own, as each of its errors states it.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    code: u16,
    status: String,
    #[serde(rename = "message")]
    _message: String,
    pub(super) id: Option<String>,
}

/// What Kratos itself refuses. A proxy's page has the same statuses, and says nothing about a session: the body must be
/// Kratos' own and repeat the status, by number and by name.
pub(super) fn refusal(answer: &Answer) -> Result<Refusal, KratosError> {
    let RefusalBody { error } = json(answer)?;
    let is_same = error.code == answer.status.as_u16();
    let is_named = answer.status.canonical_reason() == Some(error.status.as_str());
    if is_same && is_named {
        Ok(error)
    } else {
        Err(KratosError::Malformed("an error of another API"))
    }
}

/// An answer's body.
pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, KratosError> {
    if !is_media_type(&answer.headers, "application/json") {
        return Err(KratosError::NotJson);
    }
    // What serde says holds values, which are nobody's business but the user's.
    serde_json::from_slice(&answer.body).map_err(|_| KratosError::Malformed("not of the form of its API"))
}
