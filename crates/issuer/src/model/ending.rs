//! The end of a session at a domain, and what came of telling it: the receipt.

use crosspass_protocol::{Origin, SessionId, Subject, Timestamp};

use super::DomainKind;

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The user signed out at the issuer, or everywhere from a domain.
    SignedOut,
    /// The user signed out at that domain.
    SignedOutThere,
    /// The same browser signed in anew.
    SignedInAnew,
    /// An operator ended the session.
    Operator,
    /// The user was disabled or enabled.
    UserChanged,
    /// The user got another password.
    PasswordChanged,
    /// The user was removed.
    UserRemoved,
    /// The user is no member of the domain's organization any more.
    MembershipRemoved,
    /// The domain was removed.
    DomainRemoved,
    /// The session at the identity provider has ended.
    ProviderSessionEnded,
}

impl EndReason {
    const ALL: [Self; 10] = [
        Self::SignedOut,
        Self::SignedOutThere,
        Self::SignedInAnew,
        Self::Operator,
        Self::UserChanged,
        Self::PasswordChanged,
        Self::UserRemoved,
        Self::MembershipRemoved,
        Self::DomainRemoved,
        Self::ProviderSessionEnded,
    ];

    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::SignedOutThere => "signed_out_there",
            Self::SignedInAnew => "signed_in_anew",
            Self::Operator => "operator",
            Self::UserChanged => "user_changed",
            Self::PasswordChanged => "password_changed",
            Self::UserRemoved => "user_removed",
            Self::MembershipRemoved => "membership_removed",
            Self::DomainRemoved => "domain_removed",
            Self::ProviderSessionEnded => "provider_session_ended",
        }
    }

    /// Parses what `as_str` gave.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// What is on record about telling a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It has not been told yet.
    Pending,
    /// It knows.
    Delivered,
    /// It was not to be told.
    Failed,
}

impl Told {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// Parses what `as_str` gave.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::Failed]
            .into_iter()
            .find(|told| told.as_str() == text)
    }
}

/// How one domain stands after a session's end.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The issuer session.
    pub sid: SessionId,
    /// Whose it was.
    pub sub: Subject,
    /// The domain.
    pub origin: Origin,
    /// Who is told there: its server, or its pages.
    pub kind: DomainKind,
    /// Why it ended.
    pub reason: EndReason,
    /// When.
    pub ended_at: Timestamp,
    /// When the last token that the domain may hold is worth nothing.
    pub runs_out_at: Timestamp,
    /// Whether it has been told.
    pub told: Told,
    /// Since when that is known.
    pub settled_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub problem: Option<String>,
}

/// A receipt in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The domain knows.
    Delivered,
    /// Its server is told again and again.
    Pending,
    /// Its server could not be told; the session there has run out, or does at `runs_out_at`.
    Failed,
    /// Its pages learn at their next renewal; without one it ends at `runs_out_at`.
    EndsByItself,
    /// It has ended by itself.
    Ended,
}

impl Standing {
    /// As it is shown and stands in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::EndsByItself => "ends_by_itself",
            Self::Ended => "ended",
        }
    }
}

impl Receipt {
    /// How it stands at `now`.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (self.told, self.kind) {
            (Told::Delivered, _) => Standing::Delivered,
            (Told::Failed, _) => Standing::Failed,
            (Told::Pending, DomainKind::Backend) => Standing::Pending,
            (Told::Pending, DomainKind::Static) if now < self.runs_out_at => Standing::EndsByItself,
            (Told::Pending, DomainKind::Static) => Standing::Ended,
        }
    }

    /// Whether nothing more is to be expected soon: what a caller who waits waits for.
    pub fn is_settled(&self) -> bool {
        self.told != Told::Pending || self.kind == DomainKind::Static
    }
}

/// A domain's server that is to be told.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The receipt's number.
    pub id: i64,
    /// The session that ended.
    pub sid: SessionId,
    /// Whose it was.
    pub sub: Subject,
    /// Who is told.
    pub origin: Origin,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}
