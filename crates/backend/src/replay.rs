//! Proofs that were seen: each is good once (RFC 9449, 11.1). Kept for as long as a proof can be valid; when there are
//! too many of them, new ones are refused, so that nobody can push an old one out.

use std::collections::HashSet;
use std::mem;
use std::sync::{Mutex, PoisonError};

use crosspass_protocol::dpop::{VerifiedProof, WINDOW};
use crosspass_protocol::{Code, Seconds, Timestamp, TokenId};

use crate::error::Refusal;

/// The most proofs in one half.
const MOST: usize = 100_000;
/// A half lasts as long as a proof can: from `WINDOW` before its `iat` to `WINDOW` after it.
const HALF: Seconds = Seconds(2 * WINDOW.0);

/// The proofs of the last two halves.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<Halves>);

#[derive(Debug, Default)]
struct Halves {
    since: Option<Timestamp>,
    young: HashSet<TokenId>,
    old: HashSet<TokenId>,
}

impl Seen {
    /// Notes a proof; refuses one that was seen.
    pub(crate) fn note(&self, proof: &VerifiedProof, now: Timestamp) -> Result<(), Refusal> {
        self.note_id(proof.token_id(), now)
    }

    fn note_id(&self, id: &TokenId, now: Timestamp) -> Result<(), Refusal> {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if halves.since.is_none_or(|since| now - since > HALF) {
            halves.old = mem::take(&mut halves.young);
            halves.since = Some(now);
        }
        if halves.young.contains(id) || halves.old.contains(id) {
            return Err(Refusal::Code(Code::TokenUsed));
        }
        if halves.young.len() >= MOST {
            return Err(Refusal::Code(Code::RateLimited));
        }
        halves.young.insert(id.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> TokenId {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_le_bytes());
        TokenId::from_random(bytes)
    }

    #[test]
    fn a_proof_is_good_once_for_as_long_as_it_lives() {
        let (seen, start) = (Seen::default(), Timestamp::from_seconds(1_000_000));
        assert!(seen.note_id(&id(1), start).is_ok());
        for later in [0, 60, 119, 120, 121, 200, 240] {
            let again = seen.note_id(&id(1), start + Seconds(later));
            assert_eq!(again, Err(Refusal::Code(Code::TokenUsed)), "{later} s later");
        }
    }

    #[test]
    fn a_flood_pushes_none_out() {
        let (seen, now) = (Seen::default(), Timestamp::from_seconds(1_000_000));
        for number in 0..u32::try_from(MOST).unwrap() {
            assert!(seen.note_id(&id(number), now).is_ok());
        }
        assert_eq!(
            seen.note_id(&id(u32::MAX), now),
            Err(Refusal::Code(Code::RateLimited))
        );
        assert_eq!(seen.note_id(&id(0), now), Err(Refusal::Code(Code::TokenUsed)));
        // Two halves later there is room again.
        assert!(seen.note_id(&id(u32::MAX), now + Seconds(HALF.0 + 1)).is_ok());
    }
}
