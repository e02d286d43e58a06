//! Identifiers as types, so that a nonce is never taken for a thumbprint. Random ones are built
//! from bytes that the caller draws.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::encoding::{encode, is_encoding};

const LONGEST_LABEL: usize = 64;

/// The text is not of the identifier's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentifierError;

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of the identifier's form")
    }
}

impl core::error::Error for IdentifierError {}

/// Whether a text is a label: 1 to 64 visible ASCII characters.
pub(crate) fn is_label(text: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

macro_rules! text_newtype {
    ($(#[doc = $doc:literal])+ $name:ident, $check:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Parses the text as it travels.
            pub fn parse(text: &str) -> Result<Self, IdentifierError> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.to_owned())) } else { Err(IdentifierError) }
            }

            /// The text as it travels.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    };
}

macro_rules! random_newtype {
    ($(#[doc = $doc:literal])+ $name:ident, $bytes:literal) => {
        text_newtype!($(#[doc = $doc])+ $name, |text| is_encoding(text, $bytes));

        impl $name {
            /// From bytes of a cryptographic random source.
            pub fn from_random(bytes: [u8; $bytes]) -> Self {
                Self(encode(&bytes))
            }
        }
    };
}

random_newtype!(
    /// One handoff's number, made and remembered by the receiver that began it: 256 random bits.
    Nonce, 32
);
random_newtype!(
    /// The issuer session's public id: proves nothing, names the session in logs and tokens.
    SessionId, 16
);
random_newtype!(
    /// A token's own id (`jti`, RFC 7519, 4.1.7).
    TokenId, 16
);
random_newtype!(
    /// One propagation's public id: of use to the issuer session that began it alone.
    PropagationId, 16
);
text_newtype!(
    /// A public key's RFC 7638 thumbprint (`jkt`): SHA-256 in base64url.
    KeyThumbprint, |text| is_encoding(text, 32)
);
text_newtype!(
    /// A user's id at the issuer (`sub`): 1 to 64 visible ASCII characters.
    Subject, is_label
);
text_newtype!(
    /// A signing key's id (`kid`): 1 to 64 characters of `A-Za-z0-9_-`, so never a path or an address.
    KeyId, |text| is_label(text)
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
);

impl KeyThumbprint {
    pub(crate) fn from_digest(digest: [u8; 32]) -> Self {
        Self(encode(&digest))
    }
}

/// What a token is bound to beside its origin: the handoff and the receiver's key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Binding {
    /// The handoff.
    pub nonce: Nonce,
    /// The receiver's key.
    pub jkt: KeyThumbprint,
}
