//! A key of our own, as a page's receiver has one, and the proofs that it makes (RFC 9449).

use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{KeyId, KeyThumbprint, SigningKey, TokenId};

use super::probe_error::ProbeError;
use super::user_agent::UserAgent;

const DAMAGED: ProbeError = ProbeError::Here("no key can be made");

/// A P-256 key that lives as long as the check.
#[derive(Debug)]
pub(crate) struct DpopKey(SigningKey);

impl DpopKey {
    pub(crate) fn make(agent: &UserAgent) -> Result<Self, ProbeError> {
        let source = agent.environment.random.clone();
        let bytes = SigningKey::generate(&source).map_err(|_| DAMAGED)?;
        // No reader looks the id up: proofs carry the key itself.
        let kid = KeyId::parse("isolation").map_err(|_| DAMAGED)?;
        let key = SigningKey::from_pkcs8(&bytes, kid, source);
        key.map(Self).map_err(|_| DAMAGED)
    }

    pub(crate) fn jkt(&self) -> KeyThumbprint {
        self.0.public_jwk().thumbprint()
    }

    /// A proof for one request; each is good once.
    pub(crate) fn prove(
        &self,
        agent: &UserAgent,
        method: &str,
        url: &str,
        token: Option<&str>,
    ) -> Result<String, ProbeError> {
        let token_id = TokenId::from_random(agent.bytes()?);
        let claims = ProofClaims {
            method,
            url,
            now: agent.now(),
            token_id: &token_id,
            access_token: token,
        };
        let input = claims.signing_input(self.0.public_jwk());
        let signature = self.0.sign_bytes(input.as_bytes()).map_err(|_| DAMAGED)?;
        Ok(attach(&input, &signature))
    }
}
