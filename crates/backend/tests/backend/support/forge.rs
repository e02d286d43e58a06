//! Tokens made by hand, member by member, signed with the issuer's own key: what nobody but an attacker with luck could
//! present, so that each check is met alone.

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{SigningKey, TokenKind};
use serde_json::{Map, Value};

pub(crate) struct Forge {
    pub header: Map<String, Value>,
    pub payload: Map<String, Value>,
    key: SigningKey,
}

impl Forge {
    /// From a genuine token: its header and payload, and the key that signed it.
    pub(crate) fn of(token: &str, key: SigningKey) -> Self {
        let mut segments = token.split('.');
        let mut object = || {
            let json = Base64UrlUnpadded::decode_vec(segments.next().unwrap()).unwrap();
            serde_json::from_slice(&json).unwrap()
        };
        Self {
            header: object(),
            payload: object(),
            key,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.payload.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.header.remove(name);
        self.payload.remove(name);
        self
    }

    pub(crate) fn kind<K: TokenKind>(self) -> Self {
        self.header("typ", K::TYP)
    }

    /// Both times moved by so many seconds.
    pub(crate) fn shifted(self, seconds: i64) -> Self {
        let (iat, exp) = (self.seconds("iat"), self.seconds("exp"));
        self.claim("iat", iat + seconds).claim("exp", exp + seconds)
    }

    pub(crate) fn seconds(&self, name: &str) -> i64 {
        self.payload[name].as_i64().unwrap()
    }

    /// Signed as it should be.
    pub(crate) fn sign(&self) -> String {
        let payload = Value::Object(self.payload.clone()).to_string();
        self.sign_raw(&payload)
    }

    /// Any payload, signed.
    pub(crate) fn sign_raw(&self, payload: &str) -> String {
        let input = self.input(payload);
        let signature = self.key.sign_bytes(input.as_bytes()).unwrap();
        format!("{input}.{}", Base64UrlUnpadded::encode_string(&signature))
    }

    /// With these bytes in the signature's place.
    pub(crate) fn sign_with(&self, signature: &[u8]) -> String {
        let input = self.input(&Value::Object(self.payload.clone()).to_string());
        format!("{input}.{}", Base64UrlUnpadded::encode_string(signature))
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(crate) fn input(&self, payload: &str) -> String {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        let header = Value::Object(self.header.clone()).to_string();
        format!("{}.{}", encode(&header), encode(payload))
    }
}
