//! Tokens on their way from hostile text to verified claims, one type a step:
//! `UntrustedToken` -> `SignatureCheck` -> (the platform answers) -> `SignedToken` -> `VerifiedToken<Kind>`,
//! or `RenewableToken` where the issuer is asked for a successor.
//! The order of the checks is that of `docs/protocol.md`, "Tokens".

use core::fmt;
use core::num::NonZeroUsize;
use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use jwt_compact::prelude::*;
use jwt_compact::{Algorithm, AlgorithmSignature, TimeOptions};
use serde::{Deserialize, Deserializer};

use crate::claims::{CheckedClaims, SessionClaims, TokenKind};
use crate::encoding::decode;
use crate::error::Code;
use crate::identifier::{Binding, KeyId, KeyThumbprint, Nonce};
use crate::key::Jwk;
use crate::origin::Origin;
use crate::strict::Object;
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
    pub(crate) header: Object,
    pub(crate) payload: Object,
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
        let object = |text| decode(text).and_then(|json| Object::parse(&json));
        Ok(Self {
            signed,
            header: object(header).ok_or(TokenError::Malformed)?,
            payload: object(payload).ok_or(TokenError::Malformed)?,
            signature,
        })
    }
}

/// What jwt-compact leaves to us: header members beside its own (the strict pass has refused them),
/// and the claims beside times (read from the strict pass, so nothing is parsed in two ways).
#[derive(Clone, Debug)]
struct ReadStrictly;

impl<'de> Deserialize<'de> for ReadStrictly {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// A token of which only the form has been checked.
pub struct UntrustedToken<'a> {
    inner: jwt_compact::UntrustedToken<'a, ReadStrictly>,
    signed: &'a str,
    payload: Object,
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
        let inner: jwt_compact::UntrustedToken<'a, ReadStrictly> =
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
            inner,
        })
    }

    /// The key that the token says it was signed with: look it up in the configured issuer's set.
    pub fn key_id(&self) -> &KeyId {
        &self.kid
    }

    /// The nonce that the token claims, to look up the remembered entry that `accept` compares.
    pub fn unverified_nonce(&self) -> Option<Nonce> {
        Nonce::parse(self.payload.text("nonce")?).ok()
    }

    /// The question that the platform answers.
    pub fn check_with(self, key: &Jwk) -> Result<SignatureCheck<UntrustedToken<'a>>, TokenError> {
        let signature = self.inner.signature_bytes();
        let signature = signature.try_into().map_err(|_| TokenError::Signature)?;
        Ok(SignatureCheck::new(key, self.signed.as_bytes(), signature, self))
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
    times: Claims<ReadStrictly>,
    payload: Object,
    typ: String,
}

impl SignedToken {
    /// Goes on from a check with the platform's answer.
    pub(crate) fn new(token: UntrustedToken<'_>, answer: SignatureAnswer) -> Result<Self, TokenError> {
        if !answer.is_valid() {
            return Err(TokenError::Signature);
        }
        let validated = Es256
            .validator::<ReadStrictly>(&answer)
            .validate(&token.inner)
            // The signature is known to be good: what remains are times of a wrong form.
            .map_err(|_| TokenError::Times)?;
        Ok(Self {
            times: validated.claims().clone(),
            payload: token.payload,
            typ: token.typ,
        })
    }

    /// The signed audience, to look up the domain that `accept` compares with.
    pub fn audience(&self) -> Option<Origin> {
        Origin::parse(self.payload.text("aud")?).ok()
    }

    /// Every other check, in the protocol's order.
    pub fn accept<K: TokenKind>(self, expected: &Expected<'_>) -> Result<VerifiedToken<K>, TokenError> {
        let life = self.check_address(K::TYP, K::MAX_LIFE, expected)?;
        self.check_expiry(expected.now)?;
        self.claims(life, expected).map(VerifiedToken)
    }

    /// Every other check but that of `exp`, which may be long past: for renewal at the issuer, whose
    /// records say how long the session lasts. Session tokens only; what comes out proves no session.
    pub fn accept_even_if_expired(self, expected: &Expected<'_>) -> Result<RenewableToken, TokenError> {
        let life = self.check_address(SessionClaims::TYP, SessionClaims::MAX_LIFE, expected)?;
        self.claims(life, expected).map(RenewableToken)
    }

    /// Who signed it for whom, and times that do not depend on how late it is.
    fn check_address(
        &self,
        typ: &str,
        max_life: Seconds,
        expected: &Expected<'_>,
    ) -> Result<(Timestamp, Timestamp), TokenError> {
        if self.typ != typ {
            return Err(TokenError::Kind);
        }
        if self.payload.text("iss") != Some(expected.issuer.as_str()) {
            return Err(TokenError::Issuer);
        }
        if self.payload.text("aud") != Some(expected.audience.as_str()) {
            return Err(TokenError::Audience);
        }
        self.check_life(max_life, expected.now)
    }

    fn check_life(&self, max_life: Seconds, now: Timestamp) -> Result<(Timestamp, Timestamp), TokenError> {
        let moment = |name| {
            let seconds = self.payload.unsigned(name).ok_or(TokenError::Times)?;
            Timestamp::from_claim(seconds).ok_or(TokenError::Times)
        };
        let (issued_at, expires_at) = (moment("iat")?, moment("exp")?);
        let life = expires_at - issued_at;
        if life <= Seconds(0) || life > max_life {
            return Err(TokenError::Times);
        }
        if issued_at > now + LEEWAY {
            return Err(TokenError::NotYet);
        }
        if self.payload.get("nbf").is_some() {
            moment("nbf")?;
            self.times
                .validate_maturity(&clock(now))
                .map_err(|_| TokenError::NotYet)?;
        }
        Ok((issued_at, expires_at))
    }

    fn check_expiry(&self, now: Timestamp) -> Result<(), TokenError> {
        match self.times.validate_expiration(&clock(now)) {
            Ok(_) => Ok(()),
            Err(_) => Err(TokenError::Expired),
        }
    }

    /// The binding, and the kind's own claims.
    fn claims<K: TokenKind>(
        &self,
        (issued_at, expires_at): (Timestamp, Timestamp),
        expected: &Expected<'_>,
    ) -> Result<K, TokenError> {
        expected.binding.check(&self.payload)?;
        K::from_checked(&CheckedClaims {
            issuer: expected.issuer,
            audience: expected.audience,
            issued_at,
            expires_at,
            payload: &self.payload,
        })
        .ok_or(TokenError::Claims)
    }
}

/// Time for jwt-compact, with our leeway.
fn clock(now: Timestamp) -> TimeOptions<impl Fn() -> DateTime<Utc>> {
    TimeOptions::new(Duration::seconds(LEEWAY.0), move || now.to_chrono())
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
    fn check(self, payload: &Object) -> Result<(), TokenError> {
        let jkt = payload.object("cnf").and_then(|cnf| cnf.text("jkt"));
        match self {
            Self::Handoff(binding) if payload.text("nonce") != Some(binding.nonce.as_str()) => {
                Err(TokenError::Nonce)
            }
            Self::Handoff(binding) if jkt != Some(binding.jkt.as_str()) => Err(TokenError::Key),
            Self::Key(key) if jkt != Some(key.as_str()) => Err(TokenError::Key),
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

/// A session token that passed every check but that of its expiry; made by
/// [`SignedToken::accept_even_if_expired`] alone. It says which session to renew, if that still lives.
#[derive(Clone, Debug)]
pub struct RenewableToken(SessionClaims);

impl RenewableToken {
    /// What the session token said.
    pub fn claims(&self) -> &SessionClaims {
        &self.0
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
