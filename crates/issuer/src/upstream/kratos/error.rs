//! Why Kratos gave no usable answer: then no user is signed in, and none is signed out.

use crosspass_outbound::OutboundError;

/// Kratos could not be asked, or did not answer as its API does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KratosError {
    /// No answer.
    #[error("Ory Kratos: {0}")]
    Outbound(#[from] OutboundError),
    /// An answer that the API does not have there: a redirect is one.
    #[error("Ory Kratos answered with status {0}")]
    Status(u16),
    /// Something else than JSON.
    #[error("Ory Kratos answered with something else than JSON")]
    NotJson,
    /// JSON that is not of the API's form.
    #[error("Ory Kratos' answer is not usable: {0}")]
    Malformed(&'static str),
}
