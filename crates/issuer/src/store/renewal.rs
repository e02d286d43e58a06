//! Renewal of session tokens: what is asked of the records, and what they answer.

use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Code, RenewableToken};

use crate::model::Decision;
use crate::model::{Reason, Session, SessionLimits};

/// A session token to be renewed. Both signatures are verified; nothing has been looked up.
#[derive(Clone, Copy, Debug)]
pub struct RenewRequest<'a> {
    /// The last token, expired or not.
    pub token: &'a RenewableToken,
    /// The proof that came along, made for that token.
    pub proof: &'a VerifiedProof,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// Why a token got no successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewRefusal {
    /// The proof's key is not the token's; nothing was changed.
    OtherKey,
    /// The proof was used before.
    ProofReplayed,
    /// The session's longest life is over.
    PastEnd,
    /// The issuer session has ended, or is gone together with its user.
    SessionEnded,
    /// `may_enter` says no by now.
    Decision(Decision),
    /// No handoff on record gave that domain a session with this nonce and key.
    UnknownHandoff,
    /// The domain session was ended.
    DomainSessionEnded,
}

impl RenewRefusal {
    /// Whether whoever asked with the right key has learnt that its session is over.
    pub fn is_final(self) -> bool {
        match self {
            Self::PastEnd | Self::SessionEnded | Self::Decision(_) | Self::DomainSessionEnded => true,
            Self::OtherKey | Self::ProofReplayed | Self::UnknownHandoff => false,
        }
    }

    /// As answers have it.
    pub fn code(self) -> Code {
        match self {
            Self::OtherKey | Self::UnknownHandoff => Code::InvalidToken,
            Self::ProofReplayed => Code::TokenUsed,
            Self::PastEnd => Code::TokenExpired,
            Self::SessionEnded | Self::DomainSessionEnded => Code::LoginRequired,
            Self::Decision(decision) => decision.refusal().unwrap_or(Code::AccessDenied),
        }
    }

    /// As audit rows have it.
    pub fn reason(self) -> Reason {
        match self {
            Self::OtherKey => Reason::Detail("other_key"),
            Self::ProofReplayed => Reason::Detail("proof_replayed"),
            Self::PastEnd => Reason::Code(Code::TokenExpired),
            Self::SessionEnded => Reason::Code(Code::LoginRequired),
            Self::Decision(decision) => Reason::Decision(decision),
            Self::UnknownHandoff => Reason::Detail("unknown_handoff"),
            Self::DomainSessionEnded => Reason::Detail("domain_session_ended"),
        }
    }
}

/// What renewing came to.
#[derive(Clone, Debug)]
pub enum RenewOutcome {
    /// The session goes on; its use was noted.
    Given(Box<Session>),
    /// Nothing.
    Refused(RenewRefusal),
}
