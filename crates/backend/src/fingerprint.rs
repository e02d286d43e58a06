//! What a token, or an id, at an origin is remembered by: nothing that is remembered can be used.

use crosspass_protocol::Origin;
use ring::digest::{SHA256, digest};

/// A digest of an origin and a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(token: &str, origin: &Origin) -> Self {
        let mut bytes = [0; 32];
        // An origin has no space, so no two pairs are one text.
        let hash = digest(&SHA256, format!("{origin} {token}").as_bytes());
        bytes.copy_from_slice(hash.as_ref());
        Self(bytes)
    }
}
