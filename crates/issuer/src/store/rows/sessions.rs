//! Issuer sessions.

use crosspass_protocol::{Origin, SessionId, Timestamp};

use crate::model::{CarriedSession, Login, SecretHash, Session, User};
use crate::password::PasswordHash;
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// The session of a secret, live or not.
    pub(crate) async fn session_by_secret(
        &mut self,
        secret: &SecretHash,
    ) -> Result<Option<Session>, StoreError> {
        let found = self
            .optional(
                "SELECT sid, provider_session, started_at, seen_at, ended_at AS session_ended_at,
                 sub, login, name AS user_name, email, disabled
                 FROM sessions JOIN users ON users.id = sessions.user_id WHERE secret_hash = $1",
                values![secret.as_bytes()],
            )
            .await?;
        found.as_ref().map(Row::session).transpose()
    }

    /// The session of a public id, live or not.
    pub(crate) async fn session_by_sid(&mut self, sid: &SessionId) -> Result<Option<Session>, StoreError> {
        let found = self
            .optional(
                "SELECT sid, provider_session, started_at, seen_at, ended_at AS session_ended_at,
                 sub, login, name AS user_name, email, disabled
                 FROM sessions JOIN users ON users.id = sessions.user_id WHERE sid = $1",
                values![sid.as_str()],
            )
            .await?;
        found.as_ref().map(Row::session).transpose()
    }

    /// The session of a secret as one domain holds it: with the domain, and whether the user is a member of its owner. A
    /// ticket that was never redeemed carried nothing there, and what was ended there is there no more; unless it ended
    /// with the session, or with the membership: a domain that held it is told of that.
    pub(crate) async fn carried_session(
        &mut self,
        secret: &SecretHash,
        origin: &Origin,
    ) -> Result<Option<CarriedSession>, StoreError> {
        let found = self
            .optional(
                "SELECT * FROM (
                 SELECT sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
                 sub, login, users.name AS user_name, email, disabled,
                 origin, domains.name AS domain_name, organizations.name AS organization_name,
                 trust, kind, suspended, unproven, handoffs.ended_at AS handoff_ended_at,
                 EXISTS (SELECT 1 FROM members WHERE members.organization = domains.organization
                         AND members.user_id = users.id) AS is_member
                 FROM sessions JOIN users ON users.id = sessions.user_id
                 JOIN handoffs ON handoffs.session = sessions.id JOIN domains ON domains.id = handoffs.domain
                 JOIN organizations ON organizations.id = domains.organization
                 WHERE secret_hash = $1 AND origin = $2 AND redeemed_at IS NOT NULL) AS held
                 WHERE handoff_ended_at IS NULL OR handoff_ended_at >= session_ended_at OR NOT is_member LIMIT 1",
                values![secret.as_bytes(), origin.as_str()],
            )
            .await?;
        found
            .map(|row| {
                Ok(CarriedSession {
                    session: row.session()?,
                    domain: row.domain()?,
                    is_member: row.get("is_member")?,
                })
            })
            .transpose()
    }

    /// Sessions that have not ended, the last used first, each with the domains that hold it; of one user, or of all.
    pub(crate) async fn open_sessions(
        &mut self,
        login: Option<&Login>,
    ) -> Result<Vec<(Session, Vec<Origin>)>, StoreError> {
        let rows = self
            .all(
                "SELECT sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
                 sub, login, users.name AS user_name, email, disabled,
                 (SELECT string_agg(origin, ',') FROM
                  (SELECT DISTINCT origin FROM handoffs JOIN domains ON domains.id = handoffs.domain
                   WHERE handoffs.session = sessions.id AND redeemed_at IS NOT NULL AND handoffs.ended_at IS NULL
                   ) AS held) AS origins
                 FROM sessions JOIN users ON users.id = sessions.user_id
                 WHERE sessions.ended_at IS NULL AND ($1 IS NULL OR login = $1) ORDER BY seen_at DESC, sid",
                values![login.map(Login::as_str)],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let origins: Option<&str> = row.get("origins")?;
                let parse = |text| Origin::parse(text).map_err(|_| StoreError::Damaged("domain"));
                let origins = origins.into_iter().flat_map(|text| text.split(','));
                let mut origins = origins.map(parse).collect::<Result<Vec<_>, _>>()?;
                origins.sort_by(|one, other| one.as_str().cmp(other.as_str()));
                Ok((row.session()?, origins))
            })
            .collect()
    }

    /// Notes a use; false if the session has ended.
    pub(crate) async fn touch_session(
        &mut self,
        sid: &SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE sessions SET seen_at = CASE WHEN seen_at < $1 THEN $1 ELSE seen_at END
                 WHERE sid = $2 AND ended_at IS NULL",
                values![now, sid.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// The user of a login with that very password, if they are not kept out.
    pub(crate) async fn verified_user(
        &mut self,
        login: &Login,
        password: &PasswordHash,
    ) -> Result<Option<User>, StoreError> {
        let found = self
            .optional(
                "SELECT sub, login, name AS user_name, email, disabled FROM users
                 WHERE login = $1 AND password_hash = $2 AND NOT disabled",
                values![login.as_str(), password.as_stored()],
            )
            .await?;
        found.as_ref().map(Row::user).transpose()
    }

    /// Adds a session. `provider_session` is what stands behind it at an identity provider.
    pub(crate) async fn insert_session(
        &mut self,
        session: &Session,
        secret: &SecretHash,
        provider_session: Option<&str>,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO sessions (sid, secret_hash, user_id, started_at, seen_at, provider_session)
             SELECT $1, $2, id, $4, $4, $5 FROM users WHERE sub = $3",
            values![
                session.sid.as_str(),
                secret.as_bytes(),
                session.user.sub.as_str(),
                session.started_at,
                provider_session,
            ],
        )
        .await
        .map(drop)
    }

    /// Marks a session as ended, and has what stands behind it at an identity provider ended there, too; false if it had
    /// ended before.
    pub(crate) async fn mark_session_ended(
        &mut self,
        sid: &SessionId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.execute(
            "INSERT INTO provider_endings (session, next_at)
             SELECT provider_session, $1 FROM sessions
             WHERE sid = $2 AND ended_at IS NULL AND provider_session IS NOT NULL ON CONFLICT (session) DO NOTHING",
            values![at, sid.as_str()],
        )
        .await?;
        let done = self
            .execute(
                "UPDATE sessions SET ended_at = $1 WHERE sid = $2 AND ended_at IS NULL",
                values![at, sid.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// The same for all sessions of a user; tells which ended.
    pub(crate) async fn mark_user_sessions_ended(
        &mut self,
        login: &Login,
        at: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.execute(
            "INSERT INTO provider_endings (session, next_at)
             SELECT DISTINCT provider_session, $1
             FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE login = $2 AND ended_at IS NULL AND provider_session IS NOT NULL ON CONFLICT (session) DO NOTHING",
            values![at, login.as_str()],
        )
        .await?;
        let rows = self
            .all(
                "UPDATE sessions SET ended_at = $1
                 WHERE ended_at IS NULL AND user_id = (SELECT id FROM users WHERE login = $2) RETURNING sid",
                values![at, login.as_str()],
            )
            .await?;
        let sid = |row: &Row| row.parsed("sid", "session", SessionId::parse);
        let mut ended = rows.iter().map(sid).collect::<Result<Vec<_>, _>>()?;
        ended.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        Ok(ended)
    }

    /// A browser with this secret may see the receipts of the session's end.
    pub(crate) async fn set_farewell(
        &mut self,
        sid: &SessionId,
        farewell: &SecretHash,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE sessions SET farewell_hash = $1 WHERE sid = $2",
            values![farewell.as_bytes(), sid.as_str()],
        )
        .await
        .map(drop)
    }

    /// Forgets sessions that began before then, with all that hangs on them.
    pub(crate) async fn forget_sessions(&mut self, began_before: Timestamp) -> Result<u64, StoreError> {
        self.execute(
            "DELETE FROM sessions WHERE started_at < $1",
            values![began_before],
        )
        .await
    }
}
