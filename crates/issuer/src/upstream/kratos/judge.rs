//! Whether a session of Kratos signs its user in. Kratos must state each condition; anything else refuses.

use chrono::DateTime;
use crosspass_protocol::Timestamp;

use super::KratosError;
use super::answer::{IdentityState, Session};
use crate::model::ProviderId;
use crate::upstream::{Assurance, Person, PersonError};

/// A session that signs somebody in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The session.
    pub session: ProviderId,
    /// Whose it is.
    pub person: Person,
    /// When they last proved to Kratos who they are.
    pub authenticated_at: Timestamp,
}

/// Why a session does not sign its user in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It has ended, or run out.
    Over,
    /// The identity may not sign in.
    IdentityInactive,
    /// Too few factors.
    LowAssurance,
    /// The identity lacks something.
    Person(PersonError),
}

/// Everything about a session but whose it is.
pub(super) fn fitness(
    session: &Session,
    required: Assurance,
    now: Timestamp,
) -> Result<Option<Unfit>, KratosError> {
    let active = session
        .active
        .ok_or(KratosError::Malformed("session without active"))?;
    let expires_at = moment(session.expires_at.as_deref(), "session without expires_at")?;
    if !active || expires_at <= now {
        return Ok(Some(Unfit::Over));
    }
    let identity = session.identity.as_ref();
    let state = identity.and_then(|identity| identity.state);
    match state.ok_or(KratosError::Malformed("identity without state"))? {
        IdentityState::Inactive => return Ok(Some(Unfit::IdentityInactive)),
        IdentityState::Active => {}
    }
    let level = session
        .authenticator_assurance_level
        .ok_or(KratosError::Malformed("session without a level"))?;
    Ok((level < required).then_some(Unfit::LowAssurance))
}

/// A session that is fit.
pub(super) fn seen(session: &Session, person: Person) -> Result<Seen, KratosError> {
    Ok(Seen {
        session: ProviderId::parse(&session.id).map_err(|_| KratosError::Malformed("session's id"))?,
        person,
        authenticated_at: moment(
            session.authenticated_at.as_deref(),
            "session without authenticated_at",
        )?,
    })
}

/// RFC 3339, to the second.
fn moment(text: Option<&str>, wrong: &'static str) -> Result<Timestamp, KratosError> {
    let text = text.ok_or(KratosError::Malformed(wrong))?;
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| KratosError::Malformed("a time"))?;
    Ok(Timestamp::from_seconds(moment.timestamp()))
}
