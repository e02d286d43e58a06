//! DPoP proofs (RFC 9449): the caller holds the key. Made by receivers, checked by the issuer.

use core::fmt;

use crate::encoding::{encode, sha256};
use crate::identifier::{KeyThumbprint, TokenId};
use crate::key::Jwk;
use crate::strict::{Object, quote};
use crate::time::{Seconds, Timestamp};
use crate::token::{ES256, Segments, TokenError};
use crate::verify::sealed::Sealed;
use crate::verify::{Answerable, SignatureAnswer, SignatureCheck};

/// How old or how far ahead a proof's `iat` may be.
pub const WINDOW: Seconds = Seconds(60);

/// What a proof says; made by the holder of the key.
#[derive(Clone, Copy, Debug)]
pub struct ProofClaims<'a> {
    /// HTTP method, upper case.
    pub method: &'a str,
    /// The request's address without query and fragment.
    pub url: &'a str,
    /// The present moment.
    pub now: Timestamp,
    /// This proof, once.
    pub token_id: &'a TokenId,
    /// The token that is presented along with it, at renewal and at APIs.
    pub access_token: Option<&'a str>,
}

impl ProofClaims<'_> {
    /// The bytes that the key signs: `header.payload`.
    pub fn signing_input(&self, key: &Jwk) -> String {
        self.signing_input_with(key, self.access_token.map(token_hash).as_deref())
    }

    /// The same where the platform hashes: `hash` is that of the token, in place of `access_token`.
    pub fn signing_input_with(&self, key: &Jwk, hash: Option<&str>) -> String {
        let header = [
            "{\"alg\":\"ES256\",\"jwk\":",
            &key.required_members(),
            ",\"typ\":\"dpop+jwt\"}",
        ]
        .concat();
        let ath = hash.map_or_else(String::new, |hash| [",\"ath\":", &quote(hash)].concat());
        let payload = [
            "{\"htm\":",
            &quote(self.method),
            ",\"htu\":",
            &quote(self.url),
            ",\"iat\":",
            &self.now.seconds().to_string(),
            ",\"jti\":",
            &quote(self.token_id.as_str()),
            &ath,
            "}",
        ]
        .concat();
        [encode(header.as_bytes()), encode(payload.as_bytes())].join(".")
    }
}

/// How a proof names the token that is presented along with it (`ath`; RFC 9449, 4.2).
fn token_hash(token: &str) -> String {
    encode(&sha256(token.as_bytes()))
}

/// A proof: what was signed, and the signature (r, s).
pub fn attach(signing_input: &str, signature: &[u8]) -> String {
    [signing_input, &encode(signature)].join(".")
}

struct Payload {
    htm: String,
    htu: String,
    iat: Timestamp,
    jti: TokenId,
    ath: Option<String>,
}

impl Payload {
    fn read(payload: &Object) -> Result<Self, TokenError> {
        let text = |name| payload.text(name).map(str::to_owned).ok_or(TokenError::Claims);
        Ok(Self {
            htm: text("htm")?,
            htu: text("htu")?,
            iat: payload
                .unsigned("iat")
                .and_then(Timestamp::from_claim)
                .ok_or(TokenError::Times)?,
            jti: TokenId::parse(&text("jti")?).map_err(|_| TokenError::Claims)?,
            ath: payload.get("ath").map(|_| text("ath")).transpose()?,
        })
    }
}

/// A proof of which only the form has been checked.
pub struct UntrustedProof {
    key: Jwk,
    payload: Payload,
    signed: Vec<u8>,
    signature: [u8; 64],
}

impl UntrustedProof {
    /// Parses the value of a `DPoP` header.
    pub fn parse(compact: &str) -> Result<Self, TokenError> {
        let segments = Segments::parse(compact)?;
        if segments.header.text("alg") != Some(ES256) {
            return Err(TokenError::Algorithm);
        }
        if segments.header.text("typ") != Some("dpop+jwt") {
            return Err(TokenError::Kind);
        }
        let key = segments.header.object("jwk").ok_or(TokenError::Header)?;
        // The three that are needed, and no other.
        if segments.header.len() != 3 {
            return Err(TokenError::Header);
        }
        Ok(Self {
            key: Jwk::try_from(key).map_err(|_| TokenError::Header)?,
            payload: Payload::read(&segments.payload)?,
            signed: segments.signed.as_bytes().to_vec(),
            signature: segments.signature.try_into().map_err(|_| TokenError::Signature)?,
        })
    }

    /// The question that the platform answers; the key is the proof's own (RFC 9449, 4.3).
    pub fn check(mut self) -> SignatureCheck<Self> {
        let signed = core::mem::take(&mut self.signed);
        SignatureCheck::new(&self.key.clone(), &signed, self.signature, self)
    }
}

/// A proof whose signature holds.
pub struct SignedProof(UntrustedProof);

impl Sealed for UntrustedProof {}

impl Answerable for UntrustedProof {
    type Signed = SignedProof;

    fn answered(self, answer: SignatureAnswer) -> Result<SignedProof, TokenError> {
        if answer.is_valid() {
            Ok(SignedProof(self))
        } else {
            Err(TokenError::Signature)
        }
    }
}

/// What a proof must say.
#[derive(Clone, Copy, Debug)]
pub struct ProofExpected<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The endpoint's address, from the configured origin and never from the request's headers.
    pub url: &'a str,
    /// The present moment.
    pub now: Timestamp,
    /// The token presented along with it, where there is one.
    pub access_token: Option<&'a str>,
}

impl SignedProof {
    /// The remaining checks of RFC 9449, 4.3. That `jti` is new is the caller's to ask, in the
    /// transaction that uses the proof.
    pub fn accept(self, expected: &ProofExpected<'_>) -> Result<VerifiedProof, TokenError> {
        let payload = self.0.payload;
        if payload.htm != expected.method || payload.htu != expected.url {
            return Err(TokenError::Audience);
        }
        let issued_at = payload.iat;
        if issued_at > expected.now + WINDOW {
            return Err(TokenError::NotYet);
        }
        if expected.now > issued_at + WINDOW {
            return Err(TokenError::Expired);
        }
        let wanted = expected.access_token.map(token_hash);
        if payload.ath != wanted {
            return Err(TokenError::Claims);
        }
        Ok(VerifiedProof {
            thumbprint: self.0.key.thumbprint(),
            token_id: payload.jti,
            issued_at,
        })
    }
}

/// A proof that passed every check but that of its `jti`; made by [`SignedProof::accept`] alone.
#[derive(Clone, Debug)]
pub struct VerifiedProof {
    thumbprint: KeyThumbprint,
    token_id: TokenId,
    issued_at: Timestamp,
}

impl VerifiedProof {
    /// The key whose holder calls.
    pub fn thumbprint(&self) -> &KeyThumbprint {
        &self.thumbprint
    }

    /// This proof's id: to be refused when seen before.
    pub fn token_id(&self) -> &TokenId {
        &self.token_id
    }

    /// When it was made: its id must be remembered until [`WINDOW`] after.
    pub fn issued_at(&self) -> Timestamp {
        self.issued_at
    }
}

impl fmt::Debug for UntrustedProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UntrustedProof([redacted])")
    }
}

impl fmt::Debug for SignedProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedProof([redacted])")
    }
}
