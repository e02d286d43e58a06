//! Rows of either database into models. What does not parse was not written by Crosspass.

use crosspass_protocol::{Origin, SessionId, Subject, Timestamp};
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type};

use super::StoreError;
use crate::model::{
    DisplayText, Domain, DomainKind, Login, OrganizationName, Session, SignedIn, Trust, User,
};

/// One row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// A column's value.
    pub(crate) fn get<'r, T>(&'r self, column: &str) -> Result<T, StoreError>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
    {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// A column's text, parsed; `what` names the thing for the error.
    pub(crate) fn parsed<T, E>(
        &self,
        column: &str,
        what: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(self.get(column)?).map_err(|_| StoreError::Damaged(what))
    }

    /// A column's text, parsed, where there is any.
    pub(crate) fn parsed_if_any<T, E>(
        &self,
        column: &str,
        what: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text: Option<&str> = self.get(column)?;
        text.map(parse).transpose().map_err(|_| StoreError::Damaged(what))
    }

    /// A column's moment.
    pub(crate) fn moment(&self, column: &str) -> Result<Timestamp, StoreError> {
        Ok(Timestamp::from_seconds(self.get(column)?))
    }

    /// A column's moment, where there is one.
    pub(crate) fn moment_if_any(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let seconds: Option<i64> = self.get(column)?;
        Ok(seconds.map(Timestamp::from_seconds))
    }

    /// A column's count.
    pub(crate) fn count(&self, column: &str) -> Result<u32, StoreError> {
        let count: i64 = self.get(column)?;
        u32::try_from(count).map_err(|_| StoreError::Damaged("count"))
    }

    /// Columns of a user: `sub, login, user_name, email, disabled`.
    pub(crate) fn user(&self) -> Result<User, StoreError> {
        Ok(User {
            sub: self.parsed("sub", "user", Subject::parse)?,
            login: self.parsed("login", "user", Login::parse)?,
            name: self.parsed("user_name", "user", DisplayText::parse)?,
            email: self.parsed("email", "user", DisplayText::parse)?,
            disabled: self.get("disabled")?,
        })
    }

    /// Columns of a domain: `origin, domain_name, organization_name, trust, kind, suspended, unproven`.
    pub(crate) fn domain(&self) -> Result<Domain, StoreError> {
        Ok(Domain {
            origin: self.parsed("origin", "domain", Origin::parse)?,
            name: self.parsed("domain_name", "domain", DisplayText::parse)?,
            organization: self.parsed("organization_name", "domain", OrganizationName::parse)?,
            trust: self.parsed("trust", "domain", |text| Trust::parse(text).ok_or(()))?,
            kind: self.parsed("kind", "domain", |text| DomainKind::parse(text).ok_or(()))?,
            suspended: self.get("suspended")?,
            unproven: self.get("unproven")?,
        })
    }

    /// Columns of a session and its user: `sid, started_at, seen_at, session_ended_at, provider_session` and those of a user.
    pub(crate) fn session(&self) -> Result<Session, StoreError> {
        let provider_session: Option<&str> = self.get("provider_session")?;
        Ok(Session {
            sid: self.parsed("sid", "session", SessionId::parse)?,
            user: self.user()?,
            started_at: self.moment("started_at")?,
            signed_in: match provider_session {
                None => SignedIn::Here,
                Some(_) => SignedIn::AtProvider,
            },
            seen_at: self.moment("seen_at")?,
            ended_at: self.moment_if_any("session_ended_at")?,
        })
    }
}
