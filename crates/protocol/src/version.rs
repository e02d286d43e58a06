//! The protocol's version: what an issuer says of itself in its key set, and receivers then say to it.

use crate::strict::Object;

/// A version of the protocol that is spoken. `docs/protocol.md` says what each one brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// No message names it: calls are JSON with the proof in a header.
    One,
    /// Calls may be forms with the proof inside; answers tell the issuer's time.
    Two,
}

impl Version {
    /// The newest one.
    pub const OURS: Self = Self::Two;
    /// The member that says it, in key sets and calls.
    pub const MEMBER: &'static str = "crosspass";

    /// As it travels.
    pub fn number(self) -> u64 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// What to speak with the issuer of this key set: its version, or ours if that is older. What it says in another form
    /// than ours, it says to receivers that are newer.
    pub fn of_key_set(json: &[u8]) -> Self {
        let said = Object::parse(json).and_then(|set| set.unsigned(Self::MEMBER));
        match said {
            Some(number) if number >= Self::Two.number() => Self::Two,
            Some(_) | None => Self::One,
        }
    }
}
