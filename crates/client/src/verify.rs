//! Verifying a ticket or a session token: key by `kid` from the issuer's set, signature by WebCrypto.

use crosspass_protocol::{
    Binding, BindingRule, Code, Expected, Jwk, Jwks, KeyId, Origin, SignedToken, Timestamp, TokenError,
    TokenKind, UntrustedToken, VerifiedToken, browser,
};
use gloo_utils::window;

use crate::host::{Prover, code_of, settled};

/// Verifies a token that must be bound to this handoff.
pub(crate) async fn verify<K: TokenKind>(prover: &Prover, token: &str, binding: &Binding) -> Result<K, Code> {
    let signed = check_signature(prover, token).await?;
    let origin = |text: String| Origin::parse(&text).map_err(|_| Code::InvalidRequest);
    let expected = Expected {
        issuer: &origin(prover.issuer())?,
        audience: &origin(prover.origin())?,
        now: now(prover),
        binding: BindingRule::Handoff(binding),
    };
    signed
        .accept::<K>(&expected)
        .map(VerifiedToken::into_claims)
        .map_err(TokenError::code)
}

/// The part that is the same for all kinds, once in the bundle.
async fn check_signature(prover: &Prover, token: &str) -> Result<SignedToken, Code> {
    let token = UntrustedToken::parse(token).map_err(TokenError::code)?;
    let key = find_key(prover, token.key_id()).await?;
    let check = token.check_with(&key).map_err(TokenError::code)?;
    let subtle = window().crypto().map_err(|_| Code::StorageUnavailable)?.subtle();
    browser::verify(&subtle, check).await.map_err(TokenError::code)
}

/// The present moment, by the browser's clock.
pub(crate) fn now(prover: &Prover) -> Timestamp {
    // A clock outside of i64 is cut to its ends, and then to the years 1970 to 9999.
    Timestamp::from_seconds(prover.now() as i64)
}

async fn find_key(prover: &Prover, kid: &KeyId) -> Result<Jwk, Code> {
    // The set at hand, then a fresh one: a key may have become active since.
    for fresh in [false, true] {
        let text = settled(prover.keys(fresh))
            .await
            .map_err(|error| code_of(&error, Code::Network))?;
        let text = text.as_string().ok_or(Code::Network)?;
        let keys = Jwks::parse(text.as_bytes()).map_err(|_| Code::InvalidToken)?;
        if let Some(key) = keys.find(kid) {
            return Ok(key.clone());
        }
    }
    Err(TokenError::UnknownKey.code())
}
