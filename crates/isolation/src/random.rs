//! The one place of the checker that draws randomness.

use ring::rand::{SecureRandom, SystemRandom};

use crate::probe_error::ProbeError;

/// The operating system's source of bytes that cannot be guessed.
pub(crate) struct Randomness(SystemRandom);

impl Randomness {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one legitimate call: everything else is handed this"
    )]
    pub(crate) fn open() -> Self {
        Self(SystemRandom::new())
    }

    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], ProbeError> {
        let mut buffer = [0; N];
        let drawn = self.0.fill(&mut buffer);
        drawn.map_err(|_| ProbeError::Here("the operating system gave no random bytes"))?;
        Ok(buffer)
    }

    /// The source for signing.
    pub(crate) fn source(&self) -> SystemRandom {
        self.0.clone()
    }
}
