//! What the model has in place of origins, users, nonces, keys and signed tokens: symbols. Nobody can
//! guess a nonce or forge a token here, because nobody can in earnest.

use std::sync::LazyLock;

use crosspass_protocol::{Binding, KeyThumbprint, Nonce};

/// Whose page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Origin {
    Issuer,
    /// The domain that the user wants to enter.
    Domain,
    /// The attacker's, who is registered as well, as an external domain.
    Evil,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum User {
    Victim,
    /// Somebody else who uses the same browser.
    Other,
    Attacker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Session,
    Ticket,
}

/// A nonce and a key, by number. Nonce 0 and key 0 are the attacker's own; key 1 is what the victim's
/// browser has at the domain, and its thumbprint is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Bound {
    pub(crate) nonce: u8,
    pub(crate) key: u8,
}

/// More than any run makes.
const NUMBERS: u8 = 24;

static NONCES: LazyLock<Vec<Nonce>> = LazyLock::new(|| {
    (0..NUMBERS)
        .map(|number| Nonce::from_random([number; 32]))
        .collect()
});
static KEYS: LazyLock<Vec<KeyThumbprint>> = LazyLock::new(|| {
    let text = |nonce: &Nonce| KeyThumbprint::parse(nonce.as_str()).unwrap();
    NONCES.iter().map(text).collect()
});

impl Bound {
    pub(crate) fn binding(self) -> Binding {
        Binding {
            nonce: NONCES[usize::from(self.nonce)].clone(),
            jkt: KEYS[usize::from(self.key)].clone(),
        }
    }

    pub(crate) fn of(binding: &Binding) -> Self {
        Self {
            nonce: nonce_number(&binding.nonce),
            key: number(KEYS.iter().position(|key| *key == binding.jkt)),
        }
    }
}

pub(crate) fn nonce(number: u8) -> Nonce {
    NONCES[usize::from(number)].clone()
}

pub(crate) fn nonce_number(nonce: &Nonce) -> u8 {
    number(NONCES.iter().position(|known| known == nonce))
}

fn number(position: Option<usize>) -> u8 {
    u8::try_from(position.unwrap()).unwrap()
}

/// A token that the issuer has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) user: User,
    pub(crate) audience: Origin,
    pub(crate) bound: Bound,
}

/// A window message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Said {
    Ready(Bound),
    Session(Token),
    Stored(u8),
    Failed(crosspass_protocol::Code),
}

impl Said {
    /// An order, so that the same messages in the air are the same state.
    pub(crate) fn rank(self) -> (u8, u8, u8) {
        match self {
            Self::Ready(bound) => (0, bound.nonce, bound.key),
            Self::Session(token) => (1, token.bound.nonce, token.user as u8),
            Self::Stored(nonce) => (2, nonce, 0),
            Self::Failed(code) => (3, code as u8, 0),
        }
    }
}
