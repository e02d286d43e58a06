//! Forgetting what is of no use any more.

use crosspass_protocol::{Seconds, Timestamp};

use crate::model::SessionLimits;
use crate::store::{Store, StoreError, Tx};

const DAY: Seconds = Seconds(24 * 60 * 60);
/// How long it can be shown what became of a session's end: what is still to be told is given up long before.
const RECEIPTS_KEPT: Seconds = Seconds(30 * DAY.0);

impl Store {
    /// Forgets proofs, sessions, receipts and sign-ins under way that are of no use any more.
    pub async fn prune(&self, now: Timestamp, limits: SessionLimits) -> Result<(), StoreError> {
        self.transact((now, limits), prune).await
    }
}

async fn prune(tx: &mut Tx, (now, limits): (Timestamp, SessionLimits)) -> Result<(), StoreError> {
    tx.forget_proofs(now).await?;
    // Far later than they end: a clock that is stepped back brings no ticket back to life.
    tx.forget_sessions(now - limits.absolute - DAY).await?;
    tx.forget_receipts(now - RECEIPTS_KEPT).await?;
    tx.forget_sign_ins(now - DAY).await?;
    Ok(())
}
