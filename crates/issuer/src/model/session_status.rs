//! What a domain may learn about the session that a browser has at the issuer: decided from facts alone.

use crosspass_protocol::Timestamp;

use super::{Domain, Session, SessionLimits, may_enter};

/// The issuer session that was carried to a domain.
#[derive(Clone, Debug)]
pub struct CarriedSession {
    /// The session.
    pub session: Session,
    /// The domain.
    pub domain: Domain,
    /// Whether the user is a member of the organization that owns the domain.
    pub is_member: bool,
}

/// What a domain learns.
#[derive(Clone, Debug)]
pub enum SessionStatus {
    /// Nothing: the session was not carried to that domain, or there is no such domain, or it is suspended.
    NotCarried,
    /// The session was carried there, and does not sign its user in there any more.
    Over,
    /// It lives, and its user may enter the domain.
    Live(Box<Session>),
}

/// Decides what a domain may learn.
pub fn judge_status(carried: Option<CarriedSession>, now: Timestamp, limits: SessionLimits) -> SessionStatus {
    let carried = carried.filter(|carried| !carried.domain.is_paused());
    let Some(CarriedSession {
        session,
        domain,
        is_member,
    }) = carried
    else {
        return SessionStatus::NotCarried;
    };
    let decision = may_enter(Some(&session.user), Some(&domain), is_member);
    if decision.is_allowed() && session.is_live(now, limits) {
        SessionStatus::Live(Box::new(session))
    } else {
        SessionStatus::Over
    }
}

#[cfg(test)]
mod tests {
    use crosspass_protocol::Seconds;

    use super::*;
    use crate::model::{Trust, fixtures};

    fn status(broken: fn(&mut CarriedSession)) -> &'static str {
        let mut carried = CarriedSession {
            session: fixtures::session(),
            domain: fixtures::domain(Trust::External),
            is_member: true,
        };
        let now = carried.session.seen_at;
        broken(&mut carried);
        match judge_status(Some(carried), now, fixtures::LIMITS) {
            SessionStatus::NotCarried => "not carried",
            SessionStatus::Over => "over",
            SessionStatus::Live(_) => "live",
        }
    }

    #[test]
    fn a_domain_learns_of_a_session_that_was_carried_there() {
        let idle =
            |carried: &mut CarriedSession| carried.session.seen_at = carried.session.seen_at - Seconds(100);
        let ended = |carried: &mut CarriedSession| carried.session.ended_at = Some(carried.session.seen_at);
        let table: [(fn(&mut CarriedSession), _); 8] = [
            (|_| {}, "live"),
            (|carried| carried.is_member = false, "over"),
            (|carried| carried.session.user.disabled = true, "over"),
            (idle, "over"),
            (ended, "over"),
            (|carried| carried.domain.suspended = true, "not carried"),
            (|carried| carried.domain.unproven = true, "not carried"),
            (
                |carried| {
                    carried.domain.suspended = true;
                    carried.is_member = false;
                },
                "not carried",
            ),
        ];
        for (at, (broken, expected)) in table.into_iter().enumerate() {
            assert_eq!(status(broken), expected, "row {at}");
        }
    }

    #[test]
    fn a_domain_without_the_session_learns_nothing() {
        let now = fixtures::session().seen_at;
        let status = judge_status(None, now, fixtures::LIMITS);
        assert!(matches!(status, SessionStatus::NotCarried));
    }
}
