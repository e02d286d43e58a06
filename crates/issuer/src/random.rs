//! Randomness as a parameter: code that draws random bytes is handed this.

use ring::rand::{SecureRandom, SystemRandom};

/// The source of randomness gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct RandomError;

/// The operating system's source of bytes that cannot be guessed.
#[derive(Clone, Debug)]
pub struct Randomness(SystemRandom);

impl Randomness {
    /// Opens the source.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one legitimate call: everything else is handed this"
    )]
    pub fn open() -> Self {
        Self(SystemRandom::new())
    }

    /// Draws `N` bytes.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], RandomError> {
        let mut buffer = [0; N];
        self.0.fill(&mut buffer).map_err(|_| RandomError)?;
        Ok(buffer)
    }

    /// The source for signing.
    pub fn source(&self) -> SystemRandom {
        self.0.clone()
    }
}
