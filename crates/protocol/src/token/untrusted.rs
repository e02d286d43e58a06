//! Hostile text, checked as far as no key is needed: size, form, header members, algorithm.

use core::fmt;

use super::{ES256, MAX_TOKEN, TokenError};
use crate::encoding::{cut, decode};
use crate::identifier::{KeyId, Nonce};
use crate::key::Jwk;
use crate::strict::Object;
use crate::verify::SignatureCheck;

/// Three segments of a compact JWS, decoded. RFC 7515, 7.1.
pub(crate) struct Segments<'a> {
    pub(crate) signed: &'a str,
    pub(crate) header: Object,
    pub(crate) payload: Object,
    pub(crate) signature: Vec<u8>,
}

impl<'a> Segments<'a> {
    pub(crate) fn parse(compact: &'a str) -> Result<Self, TokenError> {
        if compact.len() > MAX_TOKEN {
            return Err(TokenError::Size);
        }
        // A fourth segment is a dot in the signature: no base64url.
        let (header, rest) = cut(compact, b'.').ok_or(TokenError::Malformed)?;
        let (payload, signature) = cut(rest, b'.').ok_or(TokenError::Malformed)?;
        let signed = &compact[..header.len() + 1 + payload.len()];
        let object = |text| decode(text).and_then(|json| Object::parse(&json));
        Ok(Self {
            signed,
            signature: decode(signature).ok_or(TokenError::Malformed)?,
            header: object(header).ok_or(TokenError::Malformed)?,
            payload: object(payload).ok_or(TokenError::Malformed)?,
        })
    }
}

/// A token of which only the form has been checked.
pub struct UntrustedToken<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    payload: Object,
    kid: KeyId,
    typ: String,
}

impl<'a> UntrustedToken<'a> {
    /// Size, strict form, header members, algorithm: everything that needs no key.
    pub fn parse(compact: &'a str) -> Result<Self, TokenError> {
        let segments = Segments::parse(compact)?;
        let member = |name| segments.header.text(name);
        if member("alg") != Some(ES256) {
            return Err(TokenError::Algorithm);
        }
        // The three that are needed, and no other.
        if segments.header.len() != 3 {
            return Err(TokenError::Header);
        }
        let kid = member("kid").and_then(|kid| KeyId::parse(kid).ok());
        Ok(Self {
            kid: kid.ok_or(TokenError::Header)?,
            typ: member("typ").ok_or(TokenError::Header)?.to_owned(),
            signed: segments.signed,
            signature: segments.signature,
            payload: segments.payload,
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
    pub fn check_with(self, key: &Jwk) -> Result<SignatureCheck<UnsignedToken>, TokenError> {
        let signature = self.signature.as_slice();
        let signature = signature.try_into().map_err(|_| TokenError::Signature)?;
        let token = UnsignedToken {
            payload: self.payload,
            typ: self.typ,
        };
        Ok(SignatureCheck::new(key, self.signed.as_bytes(), signature, token))
    }
}

/// What goes on with the platform's answer: nothing of it can be looked at before.
pub struct UnsignedToken {
    pub(super) payload: Object,
    pub(super) typ: String,
}

impl fmt::Debug for UntrustedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UntrustedToken([redacted])")
    }
}
