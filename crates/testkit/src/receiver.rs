//! A domain's receiver: a key, a nonce, proofs.

use crosspass_issuer::Randomness;
use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{Binding, KeyId, Nonce, SigningKey, Timestamp, TokenId};
use zeroize::Zeroizing;

/// The issuer of the tests that listen nowhere.
pub const ISSUER: &str = "http://auth.localhost:9000";

pub struct Receiver {
    pub key: SigningKey,
    pub binding: Binding,
    random: Randomness,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl Receiver {
    pub fn new() -> Self {
        let random = Randomness::open();
        let pkcs8 = SigningKey::generate(&random.source()).unwrap();
        Self::with(random, pkcs8)
    }

    /// The same browser's next handoff: the same key, another nonce.
    pub fn again(&self) -> Self {
        Self::with(Randomness::open(), self.pkcs8.clone())
    }

    /// The very same, once more.
    #[must_use]
    pub fn same(&self) -> Self {
        Self {
            binding: self.binding.clone(),
            ..self.again()
        }
    }

    fn with(random: Randomness, pkcs8: Zeroizing<Vec<u8>>) -> Self {
        let key = SigningKey::from_pkcs8(&pkcs8, KeyId::parse("receiver").unwrap(), random.source()).unwrap();
        let binding = Binding {
            nonce: Nonce::from_random(random.bytes().unwrap()),
            jkt: key.public_jwk().thumbprint(),
        };
        Self {
            key,
            binding,
            random,
            pkcs8,
        }
    }

    pub fn nonce(&self) -> &str {
        self.binding.nonce.as_str()
    }

    pub fn jkt(&self) -> &str {
        self.binding.jkt.as_str()
    }

    pub fn fresh_id(&self) -> TokenId {
        TokenId::from_random(self.random.bytes().unwrap())
    }

    /// A proof for redeeming.
    pub fn proof(&self, now: Timestamp) -> String {
        self.proof_of("POST", &format!("{ISSUER}/api/redeem"), now, &self.fresh_id())
    }

    /// A proof for a call of any server, with the token that goes along if there is one.
    pub fn proof_for(&self, method: &str, url: &str, token: Option<&str>, now: Timestamp) -> String {
        self.sign_proof(&ProofClaims {
            method,
            url,
            now,
            token_id: &self.fresh_id(),
            access_token: token,
        })
    }

    pub fn proof_of(&self, method: &str, url: &str, now: Timestamp, token_id: &TokenId) -> String {
        self.sign_proof(&ProofClaims {
            method,
            url,
            now,
            token_id,
            access_token: None,
        })
    }

    /// A proof for renewing this token.
    pub fn renewal_proof(&self, token: &str, now: Timestamp) -> String {
        self.token_proof("/api/renew", token, now)
    }

    /// A proof of holding this token, at an endpoint.
    pub fn token_proof(&self, path: &str, token: &str, now: Timestamp) -> String {
        self.sign_proof(&ProofClaims {
            method: "POST",
            url: &format!("{ISSUER}{path}"),
            now,
            token_id: &self.fresh_id(),
            access_token: Some(token),
        })
    }

    pub fn sign_proof(&self, claims: &ProofClaims<'_>) -> String {
        let input = claims.signing_input(self.key.public_jwk());
        attach(&input, &self.key.sign_bytes(input.as_bytes()).unwrap())
    }
}
