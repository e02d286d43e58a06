//! The one place of the harness that asks for randomness.

use anyhow::{Context, Result};
use base64ct::{Base64UrlUnpadded, Encoding};
use ring::rand::{SecureRandom, SystemRandom};

/// `bytes` random bytes, as base64url without padding.
pub fn token(bytes: usize) -> Result<String> {
    let mut buffer = vec![0; bytes];
    fill(&mut buffer)?;
    Ok(Base64UrlUnpadded::encode_string(&buffer))
}

/// A password that nobody has used before and that can be typed from a terminal.
pub fn password() -> Result<String> {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut buffer = [0_u8; 20];
    fill(&mut buffer)?;
    let groups: Vec<String> = buffer
        .chunks(5)
        .map(|chunk| {
            chunk
                .iter()
                .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
                .collect()
        })
        .collect();
    Ok(groups.join("-"))
}

/// The generator, for what makes keys.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests and the demo need secrets that nobody knows beforehand"
)]
#[must_use]
pub fn source() -> SystemRandom {
    SystemRandom::new()
}

/// So many random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut buffer = [0; N];
    fill(&mut buffer)?;
    Ok(buffer)
}

fn fill(buffer: &mut [u8]) -> Result<()> {
    source()
        .fill(buffer)
        .ok()
        .context("the system gave no random bytes")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{password, token};

    #[test]
    fn tokens_have_the_length_and_differ() {
        let (one, other) = (token(32).unwrap(), token(32).unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, other);
    }

    #[test]
    fn passwords_are_four_groups_and_differ() {
        let (one, other) = (password().unwrap(), password().unwrap());
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [5; 4]);
        assert_ne!(one, other);
    }
}
