//! The keys that a session has used at a domain, in SQLite: two looks into an index, however much is on record.

use crosspass_protocol::{KeyThumbprint, Origin, SessionId};
use sqlx::{Row, SqliteConnection};

use crate::model::KeyStanding;
use crate::store::StoreError;

/// How a key stands next to them. A key was used if it got a session there, ended or not: a ticket that nobody redeemed
/// leaves no trace, so a link to `/sign-in` makes no key known and none new.
pub(super) async fn standing(
    connection: &mut SqliteConnection,
    sid: &SessionId,
    origin: &Origin,
    jkt: &KeyThumbprint,
) -> Result<KeyStanding, StoreError> {
    let found = sqlx::query(
        "SELECT
         EXISTS (SELECT 1 FROM handoffs WHERE session = sessions.id AND domain = domains.id
                 AND redeemed_at IS NOT NULL) AS any_was_used,
         EXISTS (SELECT 1 FROM handoffs WHERE session = sessions.id AND domain = domains.id AND jkt = ?
                 AND redeemed_at IS NOT NULL) AS this_was_used
         FROM sessions, domains WHERE sid = ? AND origin = ?",
    )
    .bind(jkt.as_str())
    .bind(sid.as_str())
    .bind(origin.as_str())
    .fetch_one(connection)
    .await?;
    Ok(KeyStanding::of(
        found.try_get("any_was_used")?,
        found.try_get("this_was_used")?,
    ))
}
