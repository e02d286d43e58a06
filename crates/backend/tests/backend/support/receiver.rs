//! A key that is not the backend's, and proofs of it: a static domain's receiver, or an attacker.

use crosspass_issuer::Randomness;
use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{KeyId, Nonce, SigningKey, Timestamp, TokenId};

pub(crate) struct Receiver {
    pub key: SigningKey,
    pub nonce: Nonce,
    random: Randomness,
}

impl Receiver {
    pub(crate) fn new() -> Self {
        let random = Randomness::open();
        let pkcs8 = SigningKey::generate(&random.source()).unwrap();
        let key = SigningKey::from_pkcs8(&pkcs8, KeyId::parse("receiver").unwrap(), random.source()).unwrap();
        let nonce = Nonce::from_random(random.bytes().unwrap());
        Self { key, nonce, random }
    }

    pub(crate) fn jkt(&self) -> String {
        self.key.public_jwk().thumbprint().as_str().to_owned()
    }

    /// A proof for a request that carries a token.
    pub(crate) fn proof(&self, method: &str, url: &str, token: Option<&str>, now: Timestamp) -> String {
        let claims = ProofClaims {
            method,
            url,
            now,
            token_id: &TokenId::from_random(self.random.bytes().unwrap()),
            access_token: token,
        };
        let input = claims.signing_input(self.key.public_jwk());
        attach(&input, &self.key.sign_bytes(input.as_bytes()).unwrap())
    }
}
