//! Propagations: one sign-in carried to several domains.

use crosspass_protocol::{Origin, PropagationId, ReturnTo, SessionId, Timestamp};

use crate::model::{SecretHash, Session};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

/// A propagation on record, and its session.
#[derive(Clone, Debug)]
pub(crate) struct PropagationRow {
    pub(crate) id: i64,
    pub(crate) session_id: i64,
    pub(crate) session: Session,
    pub(crate) return_to: Option<ReturnTo>,
    pub(crate) left_out: u32,
}

impl Tx {
    /// A propagation of the session of a secret.
    pub(crate) async fn propagation(
        &mut self,
        id: &PropagationId,
        secret: &SecretHash,
    ) -> Result<Option<PropagationRow>, StoreError> {
        let found = self
            .optional(
                "SELECT propagations.id AS id, sessions.id AS session_id, return_to, left_out,
                 sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
                 sub, login, users.name AS user_name, email, disabled
                 FROM propagations JOIN sessions ON sessions.id = propagations.session
                 JOIN users ON users.id = sessions.user_id WHERE public_id = $1 AND secret_hash = $2",
                values![id.as_str(), secret.as_bytes()],
            )
            .await?;
        found
            .map(|row| {
                Ok(PropagationRow {
                    id: row.get("id")?,
                    session_id: row.get("session_id")?,
                    session: row.session()?,
                    return_to: row.parsed_if_any("return_to", "propagation", ReturnTo::parse)?,
                    left_out: row.count("left_out")?,
                })
            })
            .transpose()
    }

    /// Adds a propagation to a session; its number.
    pub(crate) async fn insert_propagation(
        &mut self,
        id: &PropagationId,
        sid: &SessionId,
        return_to: Option<&ReturnTo>,
        left_out: i64,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let row = self
            .one(
                "INSERT INTO propagations (public_id, session, return_to, left_out, made_at)
                 SELECT $1, id, $2, $3, $4 FROM sessions WHERE sid = $5 RETURNING id",
                values![
                    id.as_str(),
                    return_to.map(ReturnTo::as_str),
                    left_out,
                    at,
                    sid.as_str()
                ],
            )
            .await?;
        row.get("id")
    }

    /// Keeps so many propagations of a session: finished ones go first, the oldest of them.
    pub(crate) async fn keep_propagations(&mut self, sid: &SessionId, kept: i64) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM propagations
             WHERE session = (SELECT id FROM sessions WHERE sid = $1) AND id NOT IN (
                 SELECT propagations.id FROM propagations JOIN sessions ON sessions.id = propagations.session
                 WHERE sid = $1 ORDER BY EXISTS (
                     SELECT 1 FROM hops WHERE propagation = propagations.id AND state IN ('pending', 'sent')
                 ) DESC, propagations.id DESC LIMIT $2)",
            values![sid.as_str(), kept],
        )
        .await
        .map(drop)
    }

    /// The propagation of a session that sent its browser to a domain since then, and waits for it.
    pub(crate) async fn propagation_under_way(
        &mut self,
        secret: &SecretHash,
        origin: &Origin,
        since: Timestamp,
    ) -> Result<Option<PropagationId>, StoreError> {
        let found = self
            .optional(
                "SELECT public_id FROM sessions JOIN propagations ON propagations.session = sessions.id
                 JOIN hops ON hops.propagation = propagations.id
                 WHERE secret_hash = $1 AND origin = $2 AND state = 'sent' AND sent_at >= $3
                 ORDER BY sent_at DESC, propagations.id DESC LIMIT 1",
                values![secret.as_bytes(), origin.as_str(), since],
            )
            .await?;
        let id = |row: &Row| row.parsed("public_id", "propagation", PropagationId::parse);
        found.as_ref().map(id).transpose()
    }
}
