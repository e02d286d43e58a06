//! base64url without padding (RFC 7515, 2) and SHA-256: the two transformations everything shares.
//! What is encoded here travels in the open, so nothing is lost by looking at it byte by byte.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    // Bits that are not written yet: the lowest `waiting` ones.
    let (mut bits, mut waiting) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        waiting += 8;
        while waiting >= 6 {
            waiting -= 6;
            text.push(character(bits >> waiting));
        }
    }
    if waiting > 0 {
        text.push(character(bits << (6 - waiting)));
    }
    text
}

/// The character of the lowest six bits.
fn character(bits: u32) -> char {
    char::from(ALPHABET[bits as usize % 64])
}

/// Decodes; padding, foreign characters and loose trailing bits are refused.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut waiting) = (0_u32, 0);
    for character in text.bytes() {
        bits = bits << 6 | u32::from(value(character)?);
        waiting += 6;
        if waiting >= 8 {
            waiting -= 8;
            bytes.push((bits >> waiting) as u8);
        }
    }
    // A lone last character holds no byte; what it holds beyond a byte is zero.
    (waiting < 6 && bits & ((1 << waiting) - 1) == 0).then_some(bytes)
}

/// Decodes exactly `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

/// Whether this is what `encode` makes of that many bytes: one text for the same bytes, as `decode` has it.
pub(crate) fn is_encoding(text: &str, bytes: usize) -> bool {
    let bits = bytes * 8;
    let mut last = 0;
    let in_alphabet = text.bytes().all(|character| match value(character) {
        Some(value) => {
            last = value;
            true
        }
        None => false,
    });
    // What the last character holds beyond the bytes is zero.
    in_alphabet && text.len() == bits.div_ceil(6) && last.trailing_zeros() as usize >= text.len() * 6 - bits
}

/// The six bits of a character.
fn value(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

/// What is before and behind the first such character of ASCII. `split_once` would bring a search for any
/// character along.
pub(crate) fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == at)?;
    Some((&text[..at], &text[at + 1..]))
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64ct::{Base64UrlUnpadded, Encoding};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_ways_agree_with_a_foreign_implementation(bytes: Vec<u8>) {
            let text = Base64UrlUnpadded::encode_string(&bytes);
            prop_assert_eq!(encode(&bytes), text.as_str());
            prop_assert_eq!(decode(&text), Some(bytes));
        }

        #[test]
        fn what_is_no_encoding_is_refused_alike(text in "[A-Za-z0-9_-]{0,12}|[A-Za-z0-9_=+/ -]{0,12}|\\PC{0,6}") {
            prop_assert_eq!(decode(&text), Base64UrlUnpadded::decode_vec(&text).ok());
        }

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
