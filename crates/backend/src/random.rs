//! Randomness as a parameter: the one place that opens the system's source.

use crosspass_protocol::SystemRandom;
use ring::rand::SecureRandom;

use crate::error::Refusal;

/// The operating system's source of bytes that cannot be guessed.
#[derive(Clone, Debug)]
pub(crate) struct Randomness(SystemRandom);

impl Randomness {
    /// Opens the source.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one legitimate call: everything else is handed this"
    )]
    pub(crate) fn open() -> Self {
        Self(SystemRandom::new())
    }

    /// Draws `N` bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], Refusal> {
        let mut buffer = [0; N];
        let drawn = self.0.fill(&mut buffer);
        drawn
            .map(|()| buffer)
            .map_err(|_| Refusal::Internal("no random bytes"))
    }

    /// The source, for signing.
    pub(crate) fn source(&self) -> &SystemRandom {
        &self.0
    }
}
