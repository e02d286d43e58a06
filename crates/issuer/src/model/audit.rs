//! Audit rows: one for every decision, never changed.

use crosspass_protocol::{Code, Origin, SessionId, Subject, Timestamp};

use super::Carrier;
use crate::model::Decision;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A session at the issuer.
    SignIn,
    /// A session token or a ticket for a domain.
    Mint,
    /// A session token for a ticket.
    Redeem,
    /// The end of a ticket that was presented in the wrong browser.
    Discard,
    /// A session token's successor.
    Renew,
    /// The end of the issuer session.
    SignOut,
    /// The end of one domain session: its ticket leaked, or the user signed out there.
    DomainSessionEnd,
    /// A domain's server told that a session has ended.
    Logout,
    /// A sign-in at every domain: its beginning, and what became of each domain.
    Propagation,
    /// What a page said of a handoff that failed.
    Report,
    /// A domain was proven to be its owner's, or is not any more.
    DomainVerification,
    /// A change that the identity provider brought with a sign-in.
    Provider(&'static str),
    /// A change by an operator on the command line.
    Operator(&'static str),
}

impl Event {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Mint => "mint",
            Self::Redeem => "redeem",
            Self::Discard => "discard",
            Self::Renew => "renew",
            Self::SignOut => "sign_out",
            Self::DomainSessionEnd => "domain_session_end",
            Self::Logout => "logout",
            Self::Propagation => "propagation",
            Self::Report => "report",
            Self::DomainVerification => "domain_proof",
            Self::Provider(change) => change,
            Self::Operator(verb) => verb,
        }
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was given.
    Allowed,
    /// It was not.
    Refused,
}

impl Outcome {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Refused => "refused",
        }
    }
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing stood against it.
    Ok,
    /// The same as before, for the same key: a repeated redeem.
    Repeated,
    /// `may_enter` decided.
    Decision(Decision),
    /// The answer's code says it.
    Code(Code),
    /// Something finer than the answer's code.
    Detail(&'static str),
}

impl Reason {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Repeated => "repeated",
            Self::Decision(decision) => decision.reason(),
            Self::Code(code) => code.as_str(),
            Self::Detail(text) => text,
        }
    }
}

/// A row to be written. Unknown values stay `None`.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    /// What was asked for.
    pub event: Event,
    /// What was decided.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// The user's id.
    pub sub: Option<Subject>,
    /// The login, as it was typed if there is no such user.
    pub login: Option<String>,
    /// The issuer session.
    pub sid: Option<SessionId>,
    /// The domain, as it was asked for.
    pub domain: Option<Origin>,
    /// The carrier.
    pub carrier: Option<Carrier>,
    /// Where a page says that it failed.
    pub stage: Option<String>,
}

impl AuditEntry {
    /// A row about something given.
    pub fn allowed(event: Event, reason: Reason) -> Self {
        Self::new(event, Outcome::Allowed, reason)
    }

    /// A row about something refused.
    pub fn refused(event: Event, reason: Reason) -> Self {
        Self::new(event, Outcome::Refused, reason)
    }

    fn new(event: Event, outcome: Outcome, reason: Reason) -> Self {
        Self {
            event,
            outcome,
            reason,
            sub: None,
            login: None,
            sid: None,
            domain: None,
            carrier: None,
            stage: None,
        }
    }

    /// The same about this user.
    #[must_use]
    pub fn user(mut self, user: &super::User) -> Self {
        self.sub = Some(user.sub.clone());
        self.login = Some(user.login.as_str().to_owned());
        self
    }

    /// The same about this session and its user.
    #[must_use]
    pub fn session(mut self, session: &super::Session) -> Self {
        self.sid = Some(session.sid.clone());
        self.user(&session.user)
    }

    /// The same about this domain.
    #[must_use]
    pub fn domain(mut self, origin: &Origin) -> Self {
        self.domain = Some(origin.clone());
        self
    }

    /// The same by this carrier.
    #[must_use]
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.carrier = Some(carrier);
        self
    }
}

/// A row that was written, as `crosspass audit --json` prints it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AuditRow {
    /// Its number, rising.
    pub id: i64,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// What was asked for.
    pub event: String,
    /// `allowed` or `refused`.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// The user's id.
    pub sub: Option<String>,
    /// The login.
    pub login: Option<String>,
    /// The issuer session.
    pub sid: Option<String>,
    /// The domain's origin.
    pub domain: Option<String>,
    /// `popup` or `redirect`.
    pub carrier: Option<String>,
    /// Of a report: where it failed.
    pub stage: Option<String>,
    /// The client's address.
    pub address: Option<String>,
    /// The response's reference.
    pub reference: Option<String>,
}

/// The request or command behind a row.
#[derive(Clone, Debug)]
pub struct AuditContext {
    /// When.
    pub at: Timestamp,
    /// The client's address.
    pub address: Option<String>,
    /// The response's reference.
    pub reference: Option<String>,
}
