//! DPoP proofs seen: each is taken once, in the transaction that it was made for.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Seconds, Timestamp};

use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

/// How long a proof's id is kept: far longer than the proof is good for, whatever the clock does.
const MEMORY: Seconds = Seconds(60 * 60);

impl Tx {
    /// Remembers a proof's id; false if it was seen before. The key is part of it, so that no client can use up the ids of
    /// another.
    pub(crate) async fn remember_proof(
        &mut self,
        proof: &VerifiedProof,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "INSERT INTO proofs (id, forget_at) VALUES ($1 || '.' || $2, $3) ON CONFLICT (id) DO NOTHING",
                values![
                    proof.thumbprint().as_str(),
                    proof.token_id().as_str(),
                    now + MEMORY
                ],
            )
            .await?;
        Ok(done == 1)
    }

    /// Forgets proofs that are of no use any more.
    pub(crate) async fn forget_proofs(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        self.execute("DELETE FROM proofs WHERE forget_at < $1", values![now])
            .await
    }
}
