//! Whether a session token gets a successor: decided from facts alone.

use crosspass_protocol::{Code, Timestamp};

use super::{Decision, DomainSession, ProofStanding, Reason, Session, SessionLimits};

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
    /// Whether this tells a receiver that holds the right key that its session is over.
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

/// What `judge_renewal` decides from.
#[derive(Clone, Copy, Debug)]
pub struct RenewalFacts<'a> {
    /// The proof that came along.
    pub proof: ProofStanding,
    /// When the user signed in, as the token says: records of a session go some time after its end.
    pub signed_in_at: Timestamp,
    /// The issuer session, if it is still on record.
    pub session: Option<&'a Session>,
    /// What `may_enter` says of the session's user and the domain.
    pub decision: Decision,
    /// The domain session that the token is of.
    pub domain_session: DomainSession,
    /// When it is asked.
    pub now: Timestamp,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// Decides whether a session token gets a successor, and of which session: the proof first, then the sessions and the domain.
pub fn judge_renewal<'a>(facts: &RenewalFacts<'a>) -> Result<&'a Session, RenewRefusal> {
    match facts.proof {
        ProofStanding::OtherKey => return Err(RenewRefusal::OtherKey),
        ProofStanding::Replayed => return Err(RenewRefusal::ProofReplayed),
        ProofStanding::Fresh => {}
    }
    if facts.now >= facts.signed_in_at + facts.limits.absolute {
        return Err(RenewRefusal::PastEnd);
    }
    let is_live = |session: &&Session| session.is_live(facts.now, facts.limits);
    let session = facts.session.filter(is_live).ok_or(RenewRefusal::SessionEnded)?;
    if !facts.decision.is_allowed() {
        return Err(RenewRefusal::Decision(facts.decision));
    }
    match facts.domain_session {
        DomainSession::Unknown => Err(RenewRefusal::UnknownHandoff),
        DomainSession::Ended => Err(RenewRefusal::DomainSessionEnded),
        DomainSession::Live => Ok(session),
    }
}

#[cfg(test)]
mod tests {
    use crosspass_protocol::Seconds;

    use super::*;
    use crate::model::fixtures;

    type Break = (fn(&mut RenewalFacts<'_>), RenewRefusal);

    /// Each breaks one fact of a renewal that is granted. They stand in the order in which they are asked.
    const BREAKS: [Break; 10] = [
        (
            |facts| facts.proof = ProofStanding::OtherKey,
            RenewRefusal::OtherKey,
        ),
        (
            |facts| facts.proof = ProofStanding::Replayed,
            RenewRefusal::ProofReplayed,
        ),
        (
            |facts| facts.signed_in_at = facts.now - facts.limits.absolute,
            RenewRefusal::PastEnd,
        ),
        (|facts| facts.session = None, RenewRefusal::SessionEnded),
        (|facts| facts.limits.idle = Seconds(0), RenewRefusal::SessionEnded),
        (
            |facts| facts.decision = Decision::UserDisabled,
            RenewRefusal::Decision(Decision::UserDisabled),
        ),
        (
            |facts| facts.decision = Decision::DomainSuspended,
            RenewRefusal::Decision(Decision::DomainSuspended),
        ),
        (
            |facts| facts.decision = Decision::NotAMember,
            RenewRefusal::Decision(Decision::NotAMember),
        ),
        (
            |facts| facts.domain_session = DomainSession::Unknown,
            RenewRefusal::UnknownHandoff,
        ),
        (
            |facts| facts.domain_session = DomainSession::Ended,
            RenewRefusal::DomainSessionEnded,
        ),
    ];

    fn granted(session: &Session) -> RenewalFacts<'_> {
        RenewalFacts {
            proof: ProofStanding::Fresh,
            signed_in_at: session.started_at,
            session: Some(session),
            decision: Decision::Member,
            domain_session: DomainSession::Live,
            now: session.seen_at,
            limits: fixtures::LIMITS,
        }
    }

    #[test]
    fn each_fact_has_its_refusal() {
        let session = fixtures::session();
        let renewed = judge_renewal(&granted(&session)).map(|session| &session.sid);
        assert_eq!(renewed, Ok(&session.sid));
        for (broken, refusal) in BREAKS {
            let mut facts = granted(&session);
            broken(&mut facts);
            assert_eq!(judge_renewal(&facts).err(), Some(refusal));
        }
    }

    #[test]
    fn an_earlier_refusal_hides_a_later_one() {
        let session = fixtures::session();
        for (at, (_, refusal)) in BREAKS.into_iter().enumerate() {
            let mut facts = granted(&session);
            // The last one first: of several that break the same fact the earliest stays.
            for (broken, _) in BREAKS.into_iter().skip(at).rev() {
                broken(&mut facts);
            }
            assert_eq!(judge_renewal(&facts).err(), Some(refusal));
        }
    }
}
