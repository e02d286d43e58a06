//! The next step after each refusal: one table, which the error page and the scripts of the pages use.

use crosspass_protocol::Code;
use serde::Serialize;

/// What a user does next who was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NextStep {
    /// The same step once more: the page's own button, or the same address.
    Again,
    /// The same address, which asks who it is.
    SignIn,
    /// Begin anew, at the domain.
    Domain,
    /// See which domains there are.
    Domains,
    /// Use another account, or go back.
    Account,
}

impl NextStep {
    /// The next step after a refusal with this code.
    pub(super) fn after(code: Code) -> Self {
        match code {
            Code::InvalidCredentials
            | Code::RateLimited
            | Code::PopupBlocked
            | Code::WasmBlocked
            | Code::Network
            | Code::TemporarilyUnavailable => Self::Again,
            Code::LoginRequired => Self::SignIn,
            Code::NonceMismatch
            | Code::InvalidToken
            | Code::TokenExpired
            | Code::TokenUsed
            | Code::RedirectLoop
            | Code::AccountMismatch
            | Code::StorageUnavailable
            | Code::ThirdPartyCookiesBlocked => Self::Domain,
            Code::UnknownDomain | Code::DomainSuspended | Code::InvalidRequest => Self::Domains,
            Code::AccessDenied => Self::Account,
        }
    }
}
