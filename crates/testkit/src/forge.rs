//! Tokens made by hand, member by member, signed with the issuer's own key: what nobody but an
//! attacker with luck could present, so that each check is met alone.

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{SigningKey, TokenKind};
use serde_json::{Map, Value};

pub struct Forge {
    pub header: Map<String, Value>,
    pub payload: Map<String, Value>,
    key: SigningKey,
}

impl Forge {
    /// From a genuine token: its header and payload, and the key that signed it.
    pub fn of(token: &str, key: SigningKey) -> Self {
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

    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.payload.insert(name.to_owned(), value.into());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.header.remove(name);
        self.payload.remove(name);
        self
    }

    pub fn kind<K: TokenKind>(self) -> Self {
        self.header("typ", K::TYP)
    }

    /// Both times moved by so many seconds.
    #[must_use]
    pub fn shifted(self, seconds: i64) -> Self {
        let (iat, exp) = (self.seconds("iat"), self.seconds("exp"));
        self.claim("iat", iat + seconds).claim("exp", exp + seconds)
    }

    pub fn seconds(&self, name: &str) -> i64 {
        self.payload[name].as_i64().unwrap()
    }

    pub fn header_json(&self) -> String {
        Value::Object(self.header.clone()).to_string()
    }

    pub fn payload_json(&self) -> String {
        Value::Object(self.payload.clone()).to_string()
    }

    /// Signed as it should be.
    pub fn sign(&self) -> String {
        self.sign_raw(&self.header_json(), &self.payload_json())
    }

    /// Any two texts, signed.
    pub fn sign_raw(&self, header: &str, payload: &str) -> String {
        let input = signing_input(header, payload);
        let signature = self.key.sign_bytes(input.as_bytes()).unwrap();
        with_signature(&input, &signature)
    }

    /// With these bytes in the signature's place.
    pub fn sign_with(&self, signature: &[u8]) -> String {
        with_signature(&self.input(), signature)
    }

    pub fn input(&self) -> String {
        signing_input(&self.header_json(), &self.payload_json())
    }

    pub fn key(&self) -> &SigningKey {
        &self.key
    }
}

fn signing_input(header: &str, payload: &str) -> String {
    let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    format!("{}.{}", encode(header), encode(payload))
}

fn with_signature(input: &str, signature: &[u8]) -> String {
    format!("{input}.{}", Base64UrlUnpadded::encode_string(signature))
}
