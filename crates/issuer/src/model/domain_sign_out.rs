//! Whether a domain may end its own session, or the issuer's: decided from facts alone.

use super::{DomainSession, ProofStanding, RenewRefusal, Session};

/// What `judge_end` decides from.
#[derive(Clone, Copy, Debug)]
pub struct EndFacts<'a> {
    /// The proof that came along.
    pub proof: ProofStanding,
    /// The issuer session, if it is still on record: it goes with its user, and some time after its end.
    pub session: Option<&'a Session>,
    /// The domain session that the token is of.
    pub domain_session: DomainSession,
}

/// Decides whether a domain may end a session by a token and a proof, and which: nothing where it has ended before. A domain
/// session that was ended proves nothing about the other ones, so it ends nothing.
pub fn judge_end<'a>(facts: &EndFacts<'a>) -> Result<Option<&'a Session>, RenewRefusal> {
    match facts.proof {
        ProofStanding::OtherKey => return Err(RenewRefusal::OtherKey),
        ProofStanding::Replayed => return Err(RenewRefusal::ProofReplayed),
        ProofStanding::Fresh => {}
    }
    match (facts.session, facts.domain_session) {
        (None, _) | (Some(_), DomainSession::Ended) => Ok(None),
        (Some(_), DomainSession::Unknown) => Err(RenewRefusal::UnknownHandoff),
        (Some(session), DomainSession::Live) => Ok(Some(session)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    #[test]
    fn a_domain_ends_what_its_live_session_proves() {
        use DomainSession::{Ended, Live, Unknown};
        use ProofStanding::{Fresh, OtherKey, Replayed};
        let session = fixtures::session();
        let known = Some(&session);
        let table = [
            (OtherKey, known, Live, Err(RenewRefusal::OtherKey)),
            (OtherKey, None, Unknown, Err(RenewRefusal::OtherKey)),
            (Replayed, known, Live, Err(RenewRefusal::ProofReplayed)),
            (Replayed, None, Unknown, Err(RenewRefusal::ProofReplayed)),
            (Fresh, None, Unknown, Ok(false)),
            (Fresh, known, Unknown, Err(RenewRefusal::UnknownHandoff)),
            (Fresh, known, Ended, Ok(false)),
            (Fresh, known, Live, Ok(true)),
        ];
        for (proof, session, domain_session, expected) in table {
            let facts = EndFacts {
                proof,
                session,
                domain_session,
            };
            let ends = judge_end(&facts).map(|session| session.is_some());
            assert_eq!(ends, expected, "{proof:?} {domain_session:?}");
        }
    }
}
