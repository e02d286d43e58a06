//! base64url without padding (RFC 7515, 2) and SHA-256: the two transformations everything shares.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// Encodes without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes; padding, foreign characters and loose trailing bits are refused.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Decodes exactly `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    // One byte more than fits would be an error of `decode`, one less is seen by its length.
    let decoded = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
    (decoded.len() == N).then_some(bytes)
}

/// Whether this is what `encode` makes of that many bytes: one text for the same bytes, as `decode` has it.
pub(crate) fn is_encoding(text: &str, bytes: usize) -> bool {
    let mut last = 0;
    let in_alphabet = text.bytes().all(|byte| {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return false,
        };
        last = value;
        true
    });
    let bits = bytes * 8;
    // What the last character holds beyond the bytes is zero.
    in_alphabet && text.len() == bits.div_ceil(6) && last.trailing_zeros() as usize >= text.len() * 6 - bits
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_encoding_agrees_with_decoding(text in "[A-Za-z0-9_=+/ -]{20,24}|[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22}|\\PC{0,50}") {
            prop_assert_eq!(is_encoding(&text, 16), decode_array::<16>(&text).is_some());
            prop_assert_eq!(is_encoding(&text, 32), decode_array::<32>(&text).is_some());
        }

        #[test]
        fn is_encoding_takes_what_is_encoded(bytes: [u8; 32]) {
            prop_assert!(is_encoding(&encode(&bytes), 32));
            prop_assert!(is_encoding(&encode(&bytes[..16]), 16));
        }
    }
}
