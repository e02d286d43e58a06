//! The native answer: ring checks the point, the ranges of r and s, and the signature.

use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

use super::{Answerable, SignatureAnswer, SignatureCheck};
use crate::token::TokenError;

/// Answers a check.
pub fn verify<S: Answerable>(check: SignatureCheck<S>) -> Result<S::Signed, TokenError> {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, check.key);
    let answer = SignatureAnswer(key.verify(&check.message, &check.signature).is_ok());
    check.subject.answered(answer)
}
