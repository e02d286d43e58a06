//! Why something that should work did not: an unusable answer, or another one than expected. Never with a secret in it.

use crosspass_outbound::OutboundError;
use crosspass_protocol::TokenError;

use super::summary::Summary;

/// What went wrong.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ProbeError {
    /// Nothing came back.
    #[error("no answer: {0}")]
    Silent(&'static str),
    /// The call did not work.
    #[error("no answer: {0}")]
    Outbound(#[from] OutboundError),
    /// It was refused.
    #[error("{asked} answers {said}")]
    Refused {
        /// What was asked.
        asked: &'static str,
        /// The answer.
        said: Summary,
    },
    /// It succeeded, and gave something else.
    #[error("{0}")]
    Otherwise(&'static str),
    /// A token that does not hold.
    #[error("{what}: {error}")]
    Token {
        /// Which.
        what: &'static str,
        /// Why.
        error: TokenError,
    },
    /// This machine's fault.
    #[error("{0}")]
    Here(&'static str),
}
