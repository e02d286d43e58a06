//! One sign-in carried to several domains, one after the other: what is left to do, and what became of each.

use crosspass_protocol::{Origin, PropagationId, ReturnTo};

use super::{Decision, DisplayText, Domain, Facts, Question, Trust};

/// A propagation, as its session's next visit finds it.
#[derive(Clone, Debug)]
pub struct Propagation {
    /// Its public id.
    pub id: PropagationId,
    /// Where it ends if nothing is missing: at a domain that the user may still enter.
    pub return_to: Option<ReturnTo>,
    /// How many domains there were beyond the most that one propagation has.
    pub left_out: u32,
    /// Its domains, in order of their names.
    pub hops: Vec<Hop>,
    /// The next ones to go to.
    pub next: Vec<Domain>,
}

impl Propagation {
    /// How many of its domains the browser was sent to, or need not be.
    pub fn gone_to(&self) -> usize {
        let is_over = |hop: &&Hop| match hop.state {
            HopState::Sent | HopState::Arrived | HopState::Failed(_) => true,
            HopState::Pending | HopState::Skipped(_) => false,
        };
        self.hops.iter().filter(is_over).count()
    }

    /// Whether the session has come to every one of its domains.
    pub fn is_complete(&self) -> bool {
        self.hops.iter().all(|hop| hop.state == HopState::Arrived)
    }
}

/// One domain of a propagation. Name and origin are those of its beginning: a domain that is removed meanwhile stays
/// on the receipt.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The exact origin.
    pub origin: Origin,
    /// What pages call it.
    pub name: DisplayText,
    /// What became of it.
    pub state: HopState,
}

/// What became of a domain's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HopState {
    /// Its turn has not come.
    Pending,
    /// The browser was sent there, once.
    Sent,
    /// A handoff of this session to it was redeemed.
    Arrived,
    /// The browser was not sent there, or the user is asked first.
    Skipped(HopReason),
    /// The browser was sent there, and came back without a session.
    Failed(HopReason),
}

impl HopState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Arrived => "arrived",
            Self::Skipped(_) => "skipped",
            Self::Failed(_) => "failed",
        }
    }

    /// Why there is no session, where there is none.
    pub fn reason(self) -> Option<HopReason> {
        match self {
            Self::Pending | Self::Sent | Self::Arrived => None,
            Self::Skipped(reason) | Self::Failed(reason) => Some(reason),
        }
    }

    /// Parses what `as_str` and the reason gave.
    pub fn parse(state: &str, reason: Option<&str>) -> Option<Self> {
        let reason = reason.map(HopReason::parse);
        match (state, reason) {
            ("pending", None) => Some(Self::Pending),
            ("sent", None) => Some(Self::Sent),
            ("arrived", None) => Some(Self::Arrived),
            ("skipped", Some(reason)) => Some(Self::Skipped(reason?)),
            ("failed", Some(reason)) => Some(Self::Failed(reason?)),
            _ => None,
        }
    }
}

/// Why a domain got no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HopReason {
    /// No connection, or one that broke off.
    Unreachable,
    /// No whole answer in time.
    Slow,
    /// It lies at an address that is not called.
    PrivateAddress,
    /// Something else than a receiver of ours answered.
    WrongAnswer,
    /// The browser came back, or never did, and no ticket was redeemed.
    NoAnswer,
    /// `may_enter` says no by now.
    Decision(Decision),
    /// Somebody else's code runs there by now: it wants a click.
    External,
    /// The browser came back with a key that is new there: it wants a click.
    NeedsClick,
}

impl From<Question> for HopReason {
    fn from(question: Question) -> Self {
        match question {
            Question::Disclosure => Self::External,
            Question::NewKey => Self::NeedsClick,
        }
    }
}

impl HopReason {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Slow => "slow",
            Self::PrivateAddress => "private_address",
            Self::WrongAnswer => "wrong_answer",
            Self::NoAnswer => "no_answer",
            Self::Decision(decision) => decision.reason(),
            Self::External => "external",
            Self::NeedsClick => "needs_click",
        }
    }

    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Unreachable,
        Self::Slow,
        Self::PrivateAddress,
        Self::WrongAnswer,
        Self::NoAnswer,
        Self::Decision(Decision::UnknownUser),
        Self::Decision(Decision::UserDisabled),
        Self::Decision(Decision::UnknownDomain),
        Self::Decision(Decision::DomainSuspended),
        Self::Decision(Decision::DomainUnproven),
        Self::Decision(Decision::NotAMember),
        Self::External,
        Self::NeedsClick,
    ];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// Decides whether a propagation goes to a domain: one of our own that the user may enter.
pub fn judge_hop(facts: &Facts) -> Result<&Domain, HopReason> {
    let decision = facts.decide();
    match &facts.domain {
        Some(domain) if decision.is_allowed() && domain.trust == Trust::FirstParty => Ok(domain),
        Some(_) if decision.is_allowed() => Err(HopReason::External),
        Some(_) | None => Err(HopReason::Decision(decision)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    fn reason(broken: fn(&mut Facts)) -> Option<HopReason> {
        let mut facts = Facts {
            user: Some(fixtures::user()),
            domain: Some(fixtures::domain(Trust::FirstParty)),
            is_member: true,
        };
        broken(&mut facts);
        judge_hop(&facts).err()
    }

    #[test]
    fn a_propagation_goes_to_own_domains_that_the_user_may_enter() {
        let external = |facts: &mut Facts| facts.domain = Some(fixtures::domain(Trust::External));
        let stranger = |facts: &mut Facts| {
            facts.domain = Some(fixtures::domain(Trust::External));
            facts.is_member = false;
        };
        assert_eq!(reason(|_| {}), None);
        assert_eq!(reason(external), Some(HopReason::External));
        assert_eq!(reason(stranger), Some(HopReason::Decision(Decision::NotAMember)));
        assert_eq!(
            reason(|facts| facts.domain = None),
            Some(HopReason::Decision(Decision::UnknownDomain))
        );
        assert_eq!(
            reason(|facts| facts.user = None),
            Some(HopReason::Decision(Decision::UnknownUser))
        );
    }
}
