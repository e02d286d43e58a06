//! Signing, natively: a P-256 key and jwt-compact's writer.

use core::cell::Cell;
use core::fmt;
use core::num::NonZeroUsize;
use std::borrow::Cow;

use jwt_compact::prelude::*;
use jwt_compact::{Algorithm, AlgorithmSignature};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use zeroize::Zeroizing;

use crate::identifier::KeyId;
use crate::key::Jwk;
use crate::wire::Signable;

/// A signing key; its bytes are never printed.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    public: Jwk,
    kid: KeyId,
    random: SystemRandom,
}

/// Signing or reading a key failed: a damaged key, or no randomness to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignError;

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signing key is damaged or the system has no randomness")
    }
}

impl core::error::Error for SignError {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Makes a key: PKCS#8 bytes to be stored.
    pub fn generate(random: &SystemRandom) -> Result<Zeroizing<Vec<u8>>, SignError> {
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random)
            .map(|document| Zeroizing::new(document.as_ref().to_vec()))
            .map_err(|_| SignError)
    }

    /// Reads a stored key.
    pub fn from_pkcs8(bytes: &[u8], kid: KeyId, random: SystemRandom) -> Result<Self, SignError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes, &random)
            .map_err(|_| SignError)?;
        let public = Jwk::from_point(pair.public_key().as_ref(), Some(kid.clone())).map_err(|_| SignError)?;
        Ok(Self {
            pair,
            public,
            kid,
            random,
        })
    }

    /// The public half, with its `kid`.
    pub fn public_jwk(&self) -> &Jwk {
        &self.public
    }

    /// A raw ES256 signature (r, s) of any bytes: for DPoP proofs of native clients.
    pub fn sign_bytes(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let signature = self.pair.sign(&self.random, message).map_err(|_| SignError)?;
        signature.as_ref().try_into().map_err(|_| SignError)
    }
}

/// ES256 for jwt-compact's writer. Its `sign` cannot fail, ours can: the cell remembers it.
struct Writer<'a> {
    key: &'a SigningKey,
    failed: Cell<bool>,
}

struct Signature([u8; 64]);

impl AlgorithmSignature for Signature {
    const LENGTH: Option<NonZeroUsize> = NonZeroUsize::new(64);

    fn try_from_slice(slice: &[u8]) -> anyhow::Result<Self> {
        Ok(Self(slice.try_into()?))
    }

    fn as_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0)
    }
}

impl Algorithm for Writer<'_> {
    type SigningKey = ();
    type VerifyingKey = ();
    type Signature = Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("ES256")
    }

    fn sign(&self, (): &(), message: &[u8]) -> Signature {
        Signature(self.key.sign_bytes(message).unwrap_or_else(|_| {
            self.failed.set(true);
            [0; 64]
        }))
    }

    fn verify_signature(&self, _: &Signature, (): &(), _: &[u8]) -> bool {
        false // Verification is `verify/`.
    }
}

/// Signs claims as their kind of token.
pub fn sign<K: Signable>(key: &SigningKey, claims: &K) -> Result<String, SignError> {
    let header = Header::empty()
        .with_key_id(key.kid.as_str())
        .with_token_type(K::TYP);
    let mut wire = Claims::new(claims.wire());
    let life = wire.custom.life();
    wire.issued_at = life.map(|(issued_at, _)| issued_at.to_chrono());
    wire.expiration = life.map(|(_, expires_at)| expires_at.to_chrono());
    let writer = Writer {
        key,
        failed: Cell::new(false),
    };
    let token = writer.token(&header, &wire, &()).map_err(|_| SignError)?;
    if writer.failed.get() {
        Err(SignError)
    } else {
        Ok(token)
    }
}
