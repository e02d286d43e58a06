//! Proofs (RFC 9449, 11.1) and logout tokens that were seen: each is good once. Kept for as long as one can be valid;
//! when there are too many of them, new ones are refused, so that a flood cannot push an old one out; those of one key
//! sooner, so that one user cannot take the room of all.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::{Mutex, PoisonError};

use crosspass_protocol::dpop::{VerifiedProof, WINDOW};
use crosspass_protocol::{Code, KeyThumbprint, LogoutClaims, Seconds, Timestamp, TokenId, TokenKind};

use crate::error::Refusal;

/// The most ids in one half.
const MOST: usize = 100_000;
/// The most of one key's: forty calls a second.
const MOST_OF_A_KEY: usize = 5_000;
/// How long a proof can be good: from `WINDOW` before its `iat` to `WINDOW` after it.
const PROOF: Seconds = Seconds(2 * WINDOW.0);
/// How long a logout token can be: its life, and as much as clocks may differ at both ends of it.
const LOGOUT_TOKEN: Seconds = Seconds(LogoutClaims::MAX_LIFE.0 + 2 * 30);

/// What was seen in the last two halves.
#[derive(Debug)]
pub(crate) struct ReplayCache {
    /// A half lasts as long as what is seen.
    half: Seconds,
    halves: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    since: Option<Timestamp>,
    young: HashSet<TokenId>,
    old: HashSet<TokenId>,
    /// How many of the young ones are whose: no more keys than ids.
    of_keys: HashMap<KeyThumbprint, usize>,
}

impl ReplayCache {
    /// For proofs.
    pub(crate) fn proofs() -> Self {
        Self::lasting(PROOF)
    }

    /// For logout tokens.
    pub(crate) fn logout_tokens() -> Self {
        Self::lasting(LOGOUT_TOKEN)
    }

    fn lasting(half: Seconds) -> Self {
        Self {
            half,
            halves: Mutex::default(),
        }
    }

    /// Notes a proof; refuses one that was seen.
    pub(crate) fn note(&self, proof: &VerifiedProof, now: Timestamp) -> Result<(), Refusal> {
        self.note_of(Some(proof.thumbprint()), proof.token_id(), now)
    }

    /// The same of what the issuer signed, by its id.
    pub(crate) fn note_id(&self, id: &TokenId, now: Timestamp) -> Result<(), Refusal> {
        self.note_of(None, id, now)
    }

    fn note_of(&self, key: Option<&KeyThumbprint>, id: &TokenId, now: Timestamp) -> Result<(), Refusal> {
        let mut halves = self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        if halves.since.is_none_or(|since| now - since > self.half) {
            halves.old = mem::take(&mut halves.young);
            halves.of_keys.clear();
            halves.since = Some(now);
        }
        if halves.young.contains(id) || halves.old.contains(id) {
            return Err(Refusal::Code(Code::TokenUsed));
        }
        let of_key = key.map_or(0, |key| halves.of_keys.get(key).copied().unwrap_or(0));
        if halves.young.len() >= MOST || of_key >= MOST_OF_A_KEY {
            return Err(Refusal::Code(Code::RateLimited));
        }
        if let Some(key) = key {
            halves.of_keys.insert(key.clone(), of_key + 1);
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
        let (seen, start) = (ReplayCache::proofs(), Timestamp::from_seconds(1_000_000));
        assert!(seen.note_id(&id(1), start).is_ok());
        for later in [0, 60, 119, 120, 121, 200, 240] {
            let again = seen.note_id(&id(1), start + Seconds(later));
            assert_eq!(again, Err(Refusal::Code(Code::TokenUsed)), "{later} s later");
        }
    }

    #[test]
    fn a_flood_pushes_none_out() {
        let (seen, now) = (ReplayCache::proofs(), Timestamp::from_seconds(1_000_000));
        for number in 0..u32::try_from(MOST).unwrap() {
            assert!(seen.note_id(&id(number), now).is_ok());
        }
        assert_eq!(
            seen.note_id(&id(u32::MAX), now),
            Err(Refusal::Code(Code::RateLimited))
        );
        assert_eq!(seen.note_id(&id(0), now), Err(Refusal::Code(Code::TokenUsed)));
        // Two halves later there is room again.
        assert!(seen.note_id(&id(u32::MAX), now + Seconds(PROOF.0 + 1)).is_ok());
    }
    // attack: 89
    #[test]
    fn one_keys_flood_leaves_room_for_others() {
        let (seen, now) = (ReplayCache::proofs(), Timestamp::from_seconds(1_000_000));
        let [flooder, other] =
            ["A", "B"].map(|letter| KeyThumbprint::parse(&format!("{}A", letter.repeat(42))).unwrap());
        let mut number = 0;
        let mut note = |key: &KeyThumbprint, now| {
            number += 1;
            seen.note_of(Some(key), &id(number), now)
        };
        for _ in 0..MOST_OF_A_KEY {
            assert_eq!(note(&flooder, now), Ok(()));
        }
        assert_eq!(note(&flooder, now), Err(Refusal::Code(Code::RateLimited)));
        assert_eq!(note(&other, now), Ok(()));
        assert_eq!(note(&flooder, now + Seconds(PROOF.0 + 1)), Ok(()));
    }
}
