//! Tokens on their way from hostile text to verified claims, one type a step:
//! `UntrustedToken` -> `SignatureCheck` -> (the platform answers) -> `SignedToken` -> `VerifiedToken<Kind>`.
//! The order of the checks is that of `docs/protocol.md`, "Tokens".

use core::fmt;
use core::num::NonZeroUsize;
use std::borrow::Cow;

use chrono::Duration;
use jwt_compact::prelude::*;
use jwt_compact::{Algorithm, AlgorithmSignature, TimeOptions};
use serde::{Deserialize, Deserializer};

use crate::claims::{CheckedClaims, TokenKind, WireClaims};
use crate::encoding::decode;
use crate::error::Code;
use crate::identifier::{Binding, KeyId, KeyThumbprint, Nonce};
use crate::key::Jwk;
use crate::origin::Origin;
use crate::strict::{Shape, StrictObject};
use crate::time::{Seconds, Timestamp};
use crate::verify::{SignatureAnswer, SignatureCheck};

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8192;

/// How far clocks may differ, at both ends of a token's life.
const LEEWAY: Seconds = Seconds(30);

/// Why a token is refused. Logs have the variant; the outside sees [`TokenError::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenError {
    /// Longer than [`MAX_TOKEN`].
    Size,
    /// Not three segments of unpadded base64url, not JSON, or ambiguous JSON.
    Malformed,
    /// A header member other than `alg`, `kid` and `typ`, or one of them missing.
    Header,
    /// `alg` is not `ES256`.
    Algorithm,
    /// No key of that `kid` is published.
    UnknownKey,
    /// The signature does not hold.
    Signature,
    /// Another kind of token.
    Kind,
    /// Another issuer.
    Issuer,
    /// Another audience, or not exactly one.
    Audience,
    /// A time is missing, no integer, or the life is over the kind's maximum.
    Times,
    /// `iat` or `nbf` lies in the future.
    NotYet,
    /// `exp` is past.
    Expired,
    /// The nonce is not the remembered one.
    Nonce,
    /// Bound to another key.
    Key,
    /// A claim of the kind is missing or malformed.
    Claims,
}

impl TokenError {
    /// The stable code that the outside sees.
    pub fn code(self) -> Code {
        match self {
            Self::Expired => Code::TokenExpired,
            Self::Nonce => Code::NonceMismatch,
            Self::Size
            | Self::Malformed
            | Self::Header
            | Self::Algorithm
            | Self::UnknownKey
            | Self::Signature
            | Self::Kind
            | Self::Issuer
            | Self::Audience
            | Self::Times
            | Self::NotYet
            | Self::Key
            | Self::Claims => Code::InvalidToken,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())
    }
}

impl core::error::Error for TokenError {}

/// Three segments of a compact JWS, decoded where JSON is expected. RFC 7515, 7.1.
pub(crate) struct Segments<'a> {
    pub(crate) signed: &'a str,
    pub(crate) header: StrictObject,
    pub(crate) header_json: Vec<u8>,
    pub(crate) payload: StrictObject,
    pub(crate) payload_json: Vec<u8>,
    pub(crate) signature: &'a str,
}

impl<'a> Segments<'a> {
    pub(crate) fn parse(compact: &'a str) -> Result<Self, TokenError> {
        if compact.len() > MAX_TOKEN {
            return Err(TokenError::Size);
        }
        let (signed, signature) = compact.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        if payload.contains('.') {
            return Err(TokenError::Malformed);
        }
        let json = |text| decode(text).ok_or(TokenError::Malformed);
        let (header_json, payload_json) = (json(header)?, json(payload)?);
        let strict = |json: &[u8]| StrictObject::parse(json).ok_or(TokenError::Malformed);
        Ok(Self {
            signed,
            header: strict(&header_json)?,
            header_json,
            payload: strict(&payload_json)?,
            payload_json,
            signature,
        })
    }
}

/// jwt-compact's place for further header members: there are none.
#[derive(Clone, Debug)]
struct NoFurtherMembers;

impl<'de> Deserialize<'de> for NoFurtherMembers {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        // The strict pass has compared the members' names before jwt-compact reads them.
        Ok(Self)
    }
}

/// A token of which only the form has been checked.
pub struct UntrustedToken<'a> {
    inner: jwt_compact::UntrustedToken<'a, NoFurtherMembers>,
    signed: &'a str,
    payload: StrictObject,
    payload_json: Vec<u8>,
    kid: KeyId,
    typ: String,
}

impl<'a> UntrustedToken<'a> {
    /// Size, strict form, header members, algorithm: everything that needs no key.
    pub fn parse(compact: &'a str) -> Result<Self, TokenError> {
        let segments = Segments::parse(compact)?;
        if !segments.header.only_has(&["alg", "kid", "typ"]) {
            return Err(TokenError::Header);
        }
        let inner: jwt_compact::UntrustedToken<'a, NoFurtherMembers> =
            compact.try_into().map_err(|_| TokenError::Malformed)?;
        if inner.algorithm() != Es256::NAME {
            return Err(TokenError::Algorithm);
        }
        let header = inner.header();
        let kid = header.key_id.as_deref().ok_or(TokenError::Header)?;
        let typ = header.token_type.clone().ok_or(TokenError::Header)?;
        Ok(Self {
            kid: KeyId::parse(kid).map_err(|_| TokenError::Header)?,
            typ,
            signed: segments.signed,
            payload: segments.payload,
            payload_json: segments.payload_json,
            inner,
        })
    }

    /// The key that the token says it was signed with: look it up in the configured issuer's set.
    pub fn key_id(&self) -> &KeyId {
        &self.kid
    }

    /// The nonce that the token claims, to look up the remembered entry that `accept` compares.
    pub fn unverified_nonce(&self) -> Option<Nonce> {
        self.wire().ok()?.nonce
    }

    /// The question that the platform answers.
    pub fn check_with(self, key: &Jwk) -> Result<SignatureCheck<UntrustedToken<'a>>, TokenError> {
        let signature = self.inner.signature_bytes();
        let signature = signature.try_into().map_err(|_| TokenError::Signature)?;
        Ok(SignatureCheck::new(key, self.signed.as_bytes(), signature, self))
    }

    fn wire(&self) -> Result<WireClaims, TokenError> {
        serde_json::from_slice(&self.payload_json).map_err(|_| TokenError::Claims)
    }
}

/// ES256 (RFC 7518, 3.4) for jwt-compact, whose verifying key is the platform's answer.
struct Es256;

impl Es256 {
    const NAME: &'static str = "ES256";
}

/// r and s, 32 bytes each.
struct Es256Signature([u8; 64]);

impl AlgorithmSignature for Es256Signature {
    const LENGTH: Option<NonZeroUsize> = NonZeroUsize::new(64);

    fn try_from_slice(slice: &[u8]) -> anyhow::Result<Self> {
        Ok(Self(slice.try_into()?))
    }

    fn as_bytes(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.0)
    }
}

impl Algorithm for Es256 {
    /// Signing is `sign.rs`, natively: this value cannot be made.
    type SigningKey = core::convert::Infallible;
    type VerifyingKey = SignatureAnswer;
    type Signature = Es256Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(Self::NAME)
    }

    fn sign(&self, key: &Self::SigningKey, _: &[u8]) -> Es256Signature {
        match *key {}
    }

    fn verify_signature(&self, _: &Es256Signature, answer: &SignatureAnswer, _: &[u8]) -> bool {
        answer.is_valid()
    }
}

/// A token whose signature holds; nothing else about it is known.
pub struct SignedToken {
    claims: Claims<WireClaims>,
    typ: String,
    times_are_integers: bool,
}

impl SignedToken {
    /// Goes on from a check with the platform's answer.
    pub(crate) fn new(token: UntrustedToken<'_>, answer: SignatureAnswer) -> Result<Self, TokenError> {
        let integer = |name| matches!(token.payload.shape(name), Some(Shape::Unsigned(_)));
        let times_are_integers =
            integer("iat") && integer("exp") && (integer("nbf") || token.payload.shape("nbf").is_none());
        if !answer.is_valid() {
            return Err(TokenError::Signature);
        }
        let validated = Es256
            .validator::<WireClaims>(&answer)
            .validate(&token.inner)
            // The signature is known to be good: what remains are claims of a wrong form.
            .map_err(|_| TokenError::Claims)?;
        Ok(Self {
            claims: validated.claims().clone(),
            typ: token.typ,
            times_are_integers,
        })
    }

    /// The signed audience, to look up the domain that `accept` compares with.
    pub fn audience(&self) -> Option<Origin> {
        Origin::parse(self.claims.custom.aud.as_deref()?).ok()
    }

    /// Every other check, in the protocol's order.
    pub fn accept<K: TokenKind>(self, expected: &Expected<'_>) -> Result<VerifiedToken<K>, TokenError> {
        if self.typ != K::TYP {
            return Err(TokenError::Kind);
        }
        let wire = &self.claims.custom;
        if wire.iss.as_deref() != Some(expected.issuer.as_str()) {
            return Err(TokenError::Issuer);
        }
        if wire.aud.as_deref() != Some(expected.audience.as_str()) {
            return Err(TokenError::Audience);
        }
        let (issued_at, expires_at) = self.check_times(K::MAX_LIFE, expected.now)?;
        expected.binding.check(wire)?;
        let checked = CheckedClaims {
            issuer: expected.issuer.clone(),
            audience: expected.audience.clone(),
            issued_at,
            expires_at,
            wire: self.claims.custom,
        };
        K::from_checked(checked)
            .map(VerifiedToken)
            .ok_or(TokenError::Claims)
    }

    fn check_times(&self, max_life: Seconds, now: Timestamp) -> Result<(Timestamp, Timestamp), TokenError> {
        if !self.times_are_integers {
            return Err(TokenError::Times);
        }
        let moment = |time: Option<chrono::DateTime<chrono::Utc>>| {
            time.and_then(|time| u64::try_from(time.timestamp()).ok())
                .and_then(Timestamp::from_claim)
        };
        let issued_at = moment(self.claims.issued_at).ok_or(TokenError::Times)?;
        let expires_at = moment(self.claims.expiration).ok_or(TokenError::Times)?;
        let life = expires_at - issued_at;
        if life <= Seconds(0) || life > max_life {
            return Err(TokenError::Times);
        }
        if issued_at > now + LEEWAY {
            return Err(TokenError::NotYet);
        }
        let clock = TimeOptions::new(Duration::seconds(LEEWAY.0), || now.to_chrono());
        if self.claims.not_before.is_some() {
            moment(self.claims.not_before).ok_or(TokenError::Times)?;
            self.claims
                .validate_maturity(&clock)
                .map_err(|_| TokenError::NotYet)?;
        }
        self.claims
            .validate_expiration(&clock)
            .map_err(|_| TokenError::Expired)?;
        Ok((issued_at, expires_at))
    }
}

/// What a token must say to be taken here and now.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The configured issuer.
    pub issuer: &'a Origin,
    /// Who takes it.
    pub audience: &'a Origin,
    /// The present moment.
    pub now: Timestamp,
    /// What it must be bound to.
    pub binding: BindingRule<'a>,
}

/// How a token must be bound at the place where it is taken.
#[derive(Clone, Copy, Debug)]
pub enum BindingRule<'a> {
    /// To a remembered handoff and our key: a receiver taking a handoff.
    Handoff(&'a Binding),
    /// To this key: a proof of the key came along.
    Key(&'a KeyThumbprint),
    /// To nothing that is known here: a logout token, or a binding compared by the caller.
    Unbound,
}

impl BindingRule<'_> {
    fn check(self, wire: &WireClaims) -> Result<(), TokenError> {
        let jkt = wire.cnf.as_ref().map(|cnf| &cnf.jkt);
        match self {
            Self::Handoff(binding) if wire.nonce.as_ref() != Some(&binding.nonce) => Err(TokenError::Nonce),
            Self::Handoff(binding) if jkt != Some(&binding.jkt) => Err(TokenError::Key),
            Self::Key(key) if jkt != Some(key) => Err(TokenError::Key),
            Self::Handoff(_) | Self::Key(_) | Self::Unbound => Ok(()),
        }
    }
}

/// A token that passed every check; made by [`SignedToken::accept`] alone.
#[derive(Clone, Debug)]
pub struct VerifiedToken<K>(K);

impl<K> VerifiedToken<K> {
    /// The claims.
    pub fn claims(&self) -> &K {
        &self.0
    }

    /// The claims, owned.
    pub fn into_claims(self) -> K {
        self.0
    }
}

impl fmt::Debug for UntrustedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UntrustedToken([redacted])")
    }
}

impl fmt::Debug for SignedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedToken([redacted])")
    }
}
