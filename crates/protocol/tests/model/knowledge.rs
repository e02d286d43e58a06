//! What the attacker knows: its own nonce, keys and account, and what was delivered to its windows.

use crate::symbols::{Bound, Kind, Origin, Said, Token, User};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Knowledge {
    /// Nonces, ascending: its own, and those that it has learnt.
    pub(crate) nonces: Vec<u8>,
    /// Tokens of others.
    pub(crate) tokens: Vec<Token>,
}

/// Thumbprint of the key in the victim's browser: no secret.
const VICTIMS_KEY: u8 = 1;

impl Knowledge {
    pub(crate) fn new() -> Self {
        Self {
            nonces: vec![0],
            tokens: Vec::new(),
        }
    }

    pub(crate) fn hear(&mut self, said: Said) {
        match said {
            Said::Ready(bound) => self.learn_nonce(bound.nonce),
            Said::Session(token) => self.learn(token),
            Said::Stored(nonce) => self.learn_nonce(nonce),
            Said::Failed(_) => {}
        }
    }

    pub(crate) fn learn(&mut self, token: Token) {
        self.learn_nonce(token.bound.nonce);
        if !self.tokens.contains(&token) {
            self.tokens.push(token);
            self.tokens.sort();
        }
    }

    fn learn_nonce(&mut self, nonce: u8) {
        if !self.nonces.contains(&nonce) {
            self.nonces.push(nonce);
            self.nonces.sort_unstable();
        }
    }

    /// What it can have tokens bound to at the issuer. With a nonce of the victim's browser only that
    /// browser's key is of use, and the best guess with any other.
    pub(crate) fn bounds(&self) -> Vec<Bound> {
        let with_victims = |nonce: &u8| Bound {
            nonce: *nonce,
            key: VICTIMS_KEY,
        };
        self.nonces.iter().map(with_victims).collect()
    }

    /// What it can bring: its own account's tokens for the domain, those that its own domain has of the
    /// victim, and what it has learnt.
    pub(crate) fn tokens(&self, kind: Kind) -> Vec<Token> {
        let bounds = self.bounds();
        let own = bounds.iter().map(|bound| Token {
            kind,
            user: User::Attacker,
            audience: Origin::Domain,
            bound: *bound,
        });
        let of_victim = bounds.last().map(|bound| Token {
            kind,
            user: User::Victim,
            audience: Origin::Evil,
            bound: *bound,
        });
        let learnt = self.tokens.iter().copied().filter(|token| token.kind == kind);
        own.chain(of_victim).chain(learnt).collect()
    }
}
