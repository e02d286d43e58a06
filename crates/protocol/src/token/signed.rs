//! A token whose signature holds, and every other check.

use core::fmt;

use super::{Expected, LEEWAY, TokenError, UnsignedToken};
use crate::claims::{CheckedClaims, SessionClaims, TokenKind};
use crate::origin::Origin;
use crate::strict::Object;
use crate::time::{Seconds, Timestamp};
use crate::verify::sealed::Sealed;
use crate::verify::{Answerable, SignatureAnswer};

/// A token whose signature holds; nothing else about it is known.
pub struct SignedToken {
    payload: Object,
    typ: String,
}

impl Sealed for UnsignedToken {}

impl Answerable for UnsignedToken {
    type Signed = SignedToken;

    fn answered(self, answer: SignatureAnswer) -> Result<SignedToken, TokenError> {
        if !answer.is_valid() {
            return Err(TokenError::Signature);
        }
        Ok(SignedToken {
            payload: self.payload,
            typ: self.typ,
        })
    }
}

impl SignedToken {
    /// The signed audience, to look up the domain that `accept` compares with.
    pub fn audience(&self) -> Option<Origin> {
        Origin::parse(self.payload.text("aud")?).ok()
    }

    /// Every other check, in the protocol's order.
    pub fn accept<K: TokenKind>(self, expected: &Expected<'_>) -> Result<VerifiedToken<K>, TokenError> {
        let life = self.check_address(K::TYP, K::MAX_LIFE, expected)?;
        let (_, expires_at) = life;
        if expected.now > expires_at + LEEWAY {
            return Err(TokenError::Expired);
        }
        Ok(VerifiedToken(self.claims(life, expected)?))
    }

    /// Every other check but that of `exp`, which may be long past: for renewal at the issuer, whose
    /// records say how long the session lasts. Session tokens only; what comes out proves no session.
    pub fn accept_even_if_expired(self, expected: &Expected<'_>) -> Result<RenewableToken, TokenError> {
        let life = self.check_address(SessionClaims::TYP, SessionClaims::MAX_LIFE, expected)?;
        Ok(RenewableToken(self.claims(life, expected)?))
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
        if self.payload.get("nbf").is_some() && moment("nbf")? > now + LEEWAY {
            return Err(TokenError::NotYet);
        }
        Ok((issued_at, expires_at))
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

impl fmt::Debug for SignedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedToken([redacted])")
    }
}
