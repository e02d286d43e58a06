//! Hostile text, checked as far as no key is needed: size, form, header members, algorithm.

use core::fmt;

use super::es256::Es256;
use super::{MAX_TOKEN, ReadStrictly, TokenError};
use crate::encoding::decode;
use crate::identifier::{KeyId, Nonce};
use crate::key::Jwk;
use crate::strict::Object;
use crate::verify::SignatureCheck;

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

/// A token of which only the form has been checked.
pub struct UntrustedToken<'a> {
    pub(super) inner: jwt_compact::UntrustedToken<'a, ReadStrictly>,
    signed: &'a str,
    pub(super) payload: Object,
    kid: KeyId,
    pub(super) typ: String,
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

impl fmt::Debug for UntrustedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UntrustedToken([redacted])")
    }
}
