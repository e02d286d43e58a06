//! Public keys: JWK (RFC 7517) on P-256 alone, sets of them, thumbprints (RFC 7638), key states.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::encoding::{decode_array, encode, sha256};
use crate::identifier::{KeyId, KeyThumbprint};
use crate::strict::{Json, Object, quote};
use crate::version::Version;

/// The members that hold secrets, of all kinds of keys: RSA, EC, OKP and `oct` (RFC 7518, 6; RFC 8037),
/// and AKP of the post-quantum drafts, in both of its forms.
const PRIVATE: [&str; 10] = ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi", "seed"];

/// A P-256 public key. Whether the point lies on the curve is asked by the platform at verification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Jwk {
    kid: Option<KeyId>,
    x: [u8; 32],
    y: [u8; 32],
}

/// Why a JWK or a set is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwkError {
    /// Not JSON, a duplicate member, or larger than 64 KiB.
    Malformed,
    /// Not a P-256 key for ES256, or coordinates of another length.
    Unsupported,
    /// It carries private members: its owner has given the key away.
    Private,
    /// A set with more than 32 keys, a key without `kid`, or two keys of one `kid`.
    Set,
}

impl fmt::Display for JwkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "malformed key",
            Self::Unsupported => "not a P-256 key for ES256",
            Self::Private => "private members in a public key",
            Self::Set => "malformed key set",
        })
    }
}

impl core::error::Error for JwkError {}

impl TryFrom<&Object> for Jwk {
    type Error = JwkError;

    fn try_from(members: &Object) -> Result<Self, JwkError> {
        if PRIVATE.iter().any(|name| members.get(name).is_some()) {
            return Err(JwkError::Private);
        }
        let says = |name, wanted| {
            members
                .get(name)
                .is_none_or(|value| matches!(value, Json::Text(text) if text == wanted))
        };
        // A public key of this kind can do nothing else (RFC 7517, 4.3).
        let verifies = members.get("key_ops").is_none_or(|operations| {
            matches!(operations, Json::List(listed) if matches!(&listed[..], [Json::Text(one)] if one == "verify"))
        });
        if members.text("kty") != Some("EC")
            || members.text("crv") != Some("P-256")
            || !says("alg", "ES256")
            || !says("use", "sig")
            || !verifies
        {
            return Err(JwkError::Unsupported);
        }
        let coordinate = |name| {
            members
                .text(name)
                .and_then(decode_array)
                .ok_or(JwkError::Unsupported)
        };
        let kid = match members.get("kid") {
            None => None,
            Some(Json::Text(kid)) => Some(KeyId::parse(kid).map_err(|_| JwkError::Unsupported)?),
            Some(_) => return Err(JwkError::Unsupported),
        };
        Ok(Self {
            kid,
            x: coordinate("x")?,
            y: coordinate("y")?,
        })
    }
}

impl Jwk {
    /// From an uncompressed point (SEC 1, 2.3.3): 4, x, y.
    pub fn from_point(point: &[u8], kid: Option<KeyId>) -> Result<Self, JwkError> {
        match point.split_first() {
            Some((4, coordinates)) if coordinates.len() == 64 => {
                let (x, y) = coordinates.split_at(32);
                let array = |half: &[u8]| half.try_into().map_err(|_| JwkError::Unsupported);
                Ok(Self {
                    kid,
                    x: array(x)?,
                    y: array(y)?,
                })
            }
            _ => Err(JwkError::Unsupported),
        }
    }

    /// Parses one JWK.
    pub fn parse(json: &[u8]) -> Result<Self, JwkError> {
        if json.len() > 4096 {
            return Err(JwkError::Malformed);
        }
        Self::try_from(&Object::parse(json).ok_or(JwkError::Malformed)?)
    }

    /// The uncompressed point: 4, x, y.
    pub fn point(&self) -> [u8; 65] {
        let mut point = [4; 65];
        point[1..33].copy_from_slice(&self.x);
        point[33..].copy_from_slice(&self.y);
        point
    }

    /// The key's id in its set.
    pub fn kid(&self) -> Option<&KeyId> {
        self.kid.as_ref()
    }

    /// RFC 7638: SHA-256 of the required members in lexicographic order.
    pub fn thumbprint(&self) -> KeyThumbprint {
        KeyThumbprint::from_digest(sha256(self.required_members().as_bytes()))
    }

    /// The required members as canonical JSON: also how a proof carries its key.
    pub fn required_members(&self) -> String {
        let (x, y) = (encode(&self.x), encode(&self.y));
        [
            "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"",
            &x,
            "\",\"y\":\"",
            &y,
            "\"}",
        ]
        .concat()
    }

    fn published(&self) -> String {
        let kid = quote(self.kid.as_ref().map_or("", KeyId::as_str));
        let required = self.required_members();
        let rest = required.strip_prefix('{').unwrap_or_default();
        ["{\"kid\":", &kid, ",\"alg\":\"ES256\",\"use\":\"sig\",", rest].concat()
    }
}

/// The issuer's published keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jwks(Vec<Jwk>);

impl Jwks {
    /// The largest set that is read, in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;
    const MAX_KEYS: usize = 32;

    /// A set of keys.
    pub fn new(keys: Vec<Jwk>) -> Self {
        Self(keys)
    }

    /// Parses a set. Keys of other kinds are passed over, as RFC 7517, 5 asks; a private key refuses
    /// the whole set.
    pub fn parse(json: &[u8]) -> Result<Self, JwkError> {
        if json.len() > Self::MAX_BYTES {
            return Err(JwkError::Malformed);
        }
        let set = Object::parse(json).ok_or(JwkError::Malformed)?;
        let listed = set.list("keys").ok_or(JwkError::Malformed)?;
        if listed.len() > Self::MAX_KEYS {
            return Err(JwkError::Set);
        }
        let mut keys: Vec<Jwk> = Vec::new();
        for item in listed {
            let Json::Object(members) = item else {
                return Err(JwkError::Malformed);
            };
            match Jwk::try_from(members) {
                Ok(key) if key.kid.is_none() || keys.iter().any(|k| k.kid == key.kid) => {
                    return Err(JwkError::Set);
                }
                Ok(key) => keys.push(key),
                Err(JwkError::Unsupported) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self(keys))
    }

    /// The key of that id.
    pub fn find(&self, kid: &KeyId) -> Option<&Jwk> {
        self.0.iter().find(|key| key.kid.as_ref() == Some(kid))
    }

    /// The set as it is published: beside the keys, which version of the protocol their issuer speaks. RFC 7517, 5 has
    /// readers pass over members that they do not know.
    pub fn to_json(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(Jwk::published).collect();
        let (member, version) = (quote(Version::MEMBER), Version::OURS.number().to_string());
        ["{", &member, ":", &version, ",\"keys\":[", &keys.join(","), "]}"].concat()
    }
}

/// A signing key's life. Verifiers accept what is published: next, active and retiring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Published ahead of use, so that caches know it when it begins to sign.
    Next,
    /// Signs.
    Active,
    /// Signs no more; what it signed is still good.
    Retiring,
    /// Unpublished; what it signed is refused.
    Revoked,
}

impl KeyState {
    /// Whether the key is in the published set.
    pub fn is_published(self) -> bool {
        match self {
            Self::Next | Self::Active | Self::Retiring => true,
            Self::Revoked => false,
        }
    }
}
