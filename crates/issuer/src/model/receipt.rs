//! The receipt of a session's end: one for each domain that held the session, with the state of its logout.

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

/// Whether a domain has learnt that the session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It has not learnt it yet.
    Pending,
    /// It knows.
    Delivered,
    /// Its server did not take the logout token in time.
    Failed,
}

impl Delivery {
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
            .find(|delivery| delivery.as_str() == text)
    }
}

/// What the issuer knows of one domain after a session's end.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The issuer session.
    pub sid: SessionId,
    /// Whose it was.
    pub sub: Subject,
    /// The domain.
    pub origin: Origin,
    /// Who learns it there: its server, or its pages.
    pub kind: DomainKind,
    /// Why it ended.
    pub reason: EndReason,
    /// When.
    pub ended_at: Timestamp,
    /// When the last token that the domain may hold is worth nothing.
    pub runs_out_at: Timestamp,
    /// Whether the domain has learnt it.
    pub delivery: Delivery,
    /// Since when that is known.
    pub settled_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub problem: Option<String>,
}

/// What a receipt shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptStatus {
    /// The domain knows.
    Delivered,
    /// The issuer sends its server the logout token again and again.
    Pending,
    /// Its server did not take the logout token; the session there has run out, or does at `runs_out_at`.
    Failed,
    /// Its pages learn at their next renewal; without one it ends at `runs_out_at`.
    EndsByItself,
    /// It has ended by itself.
    Ended,
}

impl ReceiptStatus {
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
    /// What it shows at `now`.
    pub fn status(&self, now: Timestamp) -> ReceiptStatus {
        match (self.delivery, self.kind) {
            (Delivery::Delivered, _) => ReceiptStatus::Delivered,
            (Delivery::Failed, _) => ReceiptStatus::Failed,
            (Delivery::Pending, DomainKind::Backend) => ReceiptStatus::Pending,
            (Delivery::Pending, DomainKind::Static) if now < self.runs_out_at => ReceiptStatus::EndsByItself,
            (Delivery::Pending, DomainKind::Static) => ReceiptStatus::Ended,
        }
    }

    /// Whether it will not change soon: a caller that waits for logouts waits for this.
    pub fn is_settled(&self) -> bool {
        self.delivery != Delivery::Pending || self.kind == DomainKind::Static
    }
}

/// A logout token to be sent to a domain's server.
#[derive(Clone, Debug)]
pub struct LogoutJob {
    /// The receipt's number.
    pub id: i64,
    /// The session that ended.
    pub sid: SessionId,
    /// Whose it was.
    pub sub: Subject,
    /// The domain.
    pub origin: Origin,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}
