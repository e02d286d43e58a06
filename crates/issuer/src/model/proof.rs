//! What the proof that comes with a session token is worth: a fact that renewing and ending decide from.

/// A DPoP proof next to the token that it came with. Its signature is valid already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofStanding {
    /// The token's key made it, and it was not used before.
    Fresh,
    /// The token's key made it, and it was used before.
    Replayed,
    /// Another key made it.
    OtherKey,
}
