//! What the checker is handed by the program that runs it: time, randomness, and where it says how far it is.

use std::fmt::Display;

use crosspass_protocol::{SystemRandom, Timestamp};

/// Time, randomness and progress.
pub struct Environment {
    /// What time it is.
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Where keys, nonces and ids are drawn from.
    pub random: SystemRandom,
    /// Is told how far the check is.
    pub progress: fn(&dyn Display),
}
