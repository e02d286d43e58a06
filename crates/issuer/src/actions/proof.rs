//! The proof that comes with a session token: it is used up, and what it is worth is a fact to decide from.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{KeyThumbprint, Timestamp};

use crate::model::ProofStanding;
use crate::store::{StoreError, Tx};

/// Uses a proof up, unless another key than the token's made it: that changes nothing.
pub(super) async fn use_up(
    tx: &mut Tx,
    proof: &VerifiedProof,
    token_key: &KeyThumbprint,
    now: Timestamp,
) -> Result<ProofStanding, StoreError> {
    if proof.thumbprint() != token_key {
        Ok(ProofStanding::OtherKey)
    } else if tx.remember_proof(proof, now).await? {
        Ok(ProofStanding::Fresh)
    } else {
        Ok(ProofStanding::Replayed)
    }
}
