//! The domains of a propagation: each changes once from pending to where it ends.

use crosspass_protocol::{Origin, PropagationId, Timestamp};

use super::PropagationRow;
use crate::model::{DisplayText, Domain, Hop, HopReason, HopState, SecretHash};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Whether a session came to a domain since then, or in the propagation that is repeated.
    pub(crate) async fn has_arrived(
        &mut self,
        secret: &SecretHash,
        origin: &Origin,
        since: Timestamp,
        repeated: Option<&PropagationId>,
    ) -> Result<bool, StoreError> {
        let found = self
            .one(
                "SELECT EXISTS (
                     SELECT 1 FROM handoffs JOIN sessions ON sessions.id = handoffs.session
                     JOIN domains ON domains.id = handoffs.domain
                     WHERE secret_hash = $1 AND origin = $2 AND redeemed_at >= $3 AND handoffs.ended_at IS NULL
                 ) OR EXISTS (
                     SELECT 1 FROM hops JOIN propagations ON propagations.id = hops.propagation
                     JOIN sessions ON sessions.id = propagations.session
                     WHERE secret_hash = $1 AND origin = $2 AND public_id = $4 AND state = 'arrived'
                 ) AS has_arrived",
                values![
                    secret.as_bytes(),
                    origin.as_str(),
                    since,
                    repeated.map(|id| id.as_str()),
                ],
            )
            .await?;
        found.get("has_arrived")
    }

    /// Adds a domain that is pending, or has arrived.
    pub(crate) async fn insert_hop(
        &mut self,
        propagation: i64,
        place: i64,
        domain: &Domain,
        arrived_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let state = match arrived_at {
            Some(_) => HopState::Arrived,
            None => HopState::Pending,
        };
        self.execute(
            "INSERT INTO hops (propagation, place, origin, name, state, settled_at) VALUES ($1, $2, $3, $4, $5, $6)",
            values![
                propagation,
                place,
                domain.origin.as_str(),
                domain.name.as_str(),
                state.as_str(),
                arrived_at,
            ],
        )
        .await
        .map(drop)
    }

    /// Marks those as arrived whose tickets were redeemed since the browser was sent there, even if they were given up or
    /// passed by meanwhile; tells which.
    pub(crate) async fn mark_hops_arrived(
        &mut self,
        found: &PropagationRow,
        at: Timestamp,
    ) -> Result<Vec<Origin>, StoreError> {
        let rows = self
            .all(
                "UPDATE hops SET state = 'arrived', reason = NULL, settled_at = $1
                 WHERE propagation = $2
                 AND (state IN ('sent', 'skipped') OR (state = 'failed' AND reason = 'no_answer')) AND EXISTS (
                     SELECT 1 FROM handoffs JOIN domains ON domains.id = handoffs.domain
                     WHERE session = $3 AND domains.origin = hops.origin AND minted_at >= sent_at
                     AND redeemed_at IS NOT NULL AND ended_at IS NULL)
                 RETURNING origin",
                values![at, found.id, found.session_id],
            )
            .await?;
        rows.iter().map(origin).collect()
    }

    /// Marks those as failed that the browser was sent to and came back from without a session; tells which.
    pub(crate) async fn mark_hops_lost(
        &mut self,
        found: &PropagationRow,
        at: Timestamp,
    ) -> Result<Vec<Origin>, StoreError> {
        let rows = self
            .all(
                "UPDATE hops SET state = 'failed', reason = 'no_answer', settled_at = $1
                 WHERE propagation = $2 AND state = 'sent' RETURNING origin",
                values![at, found.id],
            )
            .await?;
        rows.iter().map(origin).collect()
    }

    /// Those that are pending, in the order in which they are to be asked.
    pub(crate) async fn pending_hops(&mut self, found: &PropagationRow) -> Result<Vec<Origin>, StoreError> {
        let rows = self
            .all(
                "SELECT origin FROM hops WHERE propagation = $1 AND state = 'pending' ORDER BY unanswered, place",
                values![found.id],
            )
            .await?;
        rows.iter().map(origin).collect()
    }

    /// All of them, in their order.
    pub(crate) async fn hops(&mut self, found: &PropagationRow) -> Result<Vec<Hop>, StoreError> {
        let rows = self
            .all(
                "SELECT origin, name, state, reason FROM hops WHERE propagation = $1 ORDER BY place",
                values![found.id],
            )
            .await?;
        rows.iter().map(hop).collect()
    }

    /// Marks one as skipped that is in a state; false if it is in another.
    pub(crate) async fn skip_hop(
        &mut self,
        found: &PropagationRow,
        origin: &Origin,
        from: HopState,
        reason: HopReason,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE hops SET state = 'skipped', reason = $1, settled_at = $2
                 WHERE propagation = $3 AND origin = $4 AND state = $5",
                values![reason.as_str(), at, found.id, origin.as_str(), from.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// One was still being asked: others go before it.
    pub(crate) async fn put_off_hop(
        &mut self,
        found: &PropagationRow,
        origin: &Origin,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE hops SET unanswered = unanswered + 1 WHERE propagation = $1 AND origin = $2 AND state = 'pending'",
            values![found.id, origin.as_str()],
        )
        .await
        .map(drop)
    }

    /// Marks one as what the browser is sent to; false if it is not pending any more.
    pub(crate) async fn send_hop(
        &mut self,
        found: &PropagationRow,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE hops SET state = 'sent', sent_at = $1
                 WHERE propagation = $2 AND origin = $3 AND state = 'pending'",
                values![at, found.id, origin.as_str()],
            )
            .await?;
        Ok(done == 1)
    }
}

fn origin(row: &Row) -> Result<Origin, StoreError> {
    row.parsed("origin", "hop", Origin::parse)
}

fn hop(row: &Row) -> Result<Hop, StoreError> {
    let reason: Option<&str> = row.get("reason")?;
    Ok(Hop {
        origin: origin(row)?,
        name: row.parsed("name", "hop", DisplayText::parse)?,
        state: row.parsed("state", "hop", |state| HopState::parse(state, reason).ok_or(()))?,
    })
}
