//! DPoP proofs in SQLite: each is taken once, in the transaction that it was made for.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Seconds, Timestamp};

use super::transaction::WriteTransaction;
use crate::store::StoreError;

/// How long a proof's id is kept: far longer than the proof is good for, whatever the clock does.
const MEMORY: Seconds = Seconds(60 * 60);

/// Remembers a proof's id; false if it was seen before. The key is part of it, so that nobody can
/// use up the ids of others.
pub(super) async fn remember(
    tx: &mut WriteTransaction,
    proof: &VerifiedProof,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO proofs (id, forget_at) VALUES (? || '.' || ?, ?) ON CONFLICT (id) DO NOTHING",
    )
    .bind(proof.thumbprint().as_str())
    .bind(proof.token_id().as_str())
    .bind((now + MEMORY).seconds())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
