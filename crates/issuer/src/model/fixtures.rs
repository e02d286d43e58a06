//! A user, a session and a domain that the tests of the decisions start from.

#![allow(clippy::unwrap_used)]

use crosspass_protocol::{Origin, Seconds, SessionId, Subject, Timestamp};

use super::{
    DisplayText, Domain, DomainKind, Login, OrganizationName, Session, SessionLimits, SignedIn, Trust, User,
};

pub(super) const LIMITS: SessionLimits = SessionLimits {
    absolute: Seconds(1000),
    idle: Seconds(100),
    token: Seconds(10),
};

pub(super) fn user() -> User {
    User {
        sub: Subject::parse("ada-1").unwrap(),
        login: Login::parse("ada").unwrap(),
        name: DisplayText::parse("Ada").unwrap(),
        email: DisplayText::parse("ada@app.example").unwrap(),
        disabled: false,
    }
}

/// Begun at the epoch's second 1,000,000, last used 500 seconds later.
pub(super) fn session() -> Session {
    Session {
        sid: SessionId::from_random([1; 16]),
        user: user(),
        started_at: Timestamp::from_seconds(1_000_000),
        signed_in: SignedIn::Here,
        seen_at: Timestamp::from_seconds(1_000_500),
        ended_at: None,
    }
}

pub(super) fn domain(trust: Trust) -> Domain {
    Domain {
        origin: Origin::parse("https://app.example").unwrap(),
        name: DisplayText::parse("App").unwrap(),
        organization: OrganizationName::parse("acme").unwrap(),
        trust,
        kind: DomainKind::Static,
        suspended: false,
        unproven: false,
    }
}
