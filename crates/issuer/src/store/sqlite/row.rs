//! Rows into models. What does not parse was not written by Crosspass.

use crosspass_protocol::{Origin, SessionId, Subject, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::{DisplayText, Domain, Kind, Login, OrganizationName, Session, SignedIn, Trust, User};
use crate::store::StoreError;

/// A column's text, parsed; `what` names the thing for the error.
pub(super) fn parsed<T, E>(
    row: &SqliteRow,
    column: &str,
    what: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, StoreError> {
    let text: &str = row.try_get(column)?;
    parse(text).map_err(|_| StoreError::Damaged(what))
}

pub(super) fn moment(row: &SqliteRow, column: &str) -> Result<Timestamp, StoreError> {
    Ok(Timestamp::from_seconds(row.try_get(column)?))
}

pub(super) fn maybe_moment(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>, StoreError> {
    let seconds: Option<i64> = row.try_get(column)?;
    Ok(seconds.map(Timestamp::from_seconds))
}

/// Columns of a user: `sub, login, user_name, email, disabled`.
pub(super) fn user(row: &SqliteRow) -> Result<User, StoreError> {
    Ok(User {
        sub: parsed(row, "sub", "user", Subject::parse)?,
        login: parsed(row, "login", "user", Login::parse)?,
        name: parsed(row, "user_name", "user", DisplayText::parse)?,
        email: parsed(row, "email", "user", DisplayText::parse)?,
        disabled: row.try_get("disabled")?,
    })
}

/// Columns of a domain: `origin, domain_name, organization_name, trust, kind, suspended, unproven`.
pub(super) fn domain(row: &SqliteRow) -> Result<Domain, StoreError> {
    Ok(Domain {
        origin: parsed(row, "origin", "domain", Origin::parse)?,
        name: parsed(row, "domain_name", "domain", DisplayText::parse)?,
        organization: parsed(row, "organization_name", "domain", OrganizationName::parse)?,
        trust: parsed(row, "trust", "domain", |text| Trust::parse(text).ok_or(()))?,
        kind: parsed(row, "kind", "domain", |text| Kind::parse(text).ok_or(()))?,
        suspended: row.try_get("suspended")?,
        unproven: row.try_get("unproven")?,
    })
}

/// Columns of a session and its user: `sid, started_at, seen_at, session_ended_at, provider_session` and those of a user.
pub(super) fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    Ok(Session {
        sid: parsed(row, "sid", "session", SessionId::parse)?,
        user: user(row)?,
        started_at: moment(row, "started_at")?,
        signed_in: match row.try_get::<Option<&str>, _>("provider_session")? {
            None => SignedIn::Here,
            Some(_) => SignedIn::AtProvider,
        },
        seen_at: moment(row, "seen_at")?,
        ended_at: maybe_moment(row, "session_ended_at")?,
    })
}
