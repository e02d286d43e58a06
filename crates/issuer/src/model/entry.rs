//! Whether a signed-in user goes to a domain now: `may_enter`, the carrier, then what the user is asked first. Decided from
//! facts alone.

use super::{Asked, Carrier, Decision, Domain, KeyStanding, Question, Reason, carrier_is_open, question};

/// What `judge_entry` decides from.
#[derive(Clone, Copy, Debug)]
pub struct EntryFacts<'a> {
    /// The domain, if it is registered.
    pub domain: Option<&'a Domain>,
    /// What `may_enter` says.
    pub decision: Decision,
    /// How it is asked for.
    pub asked: Asked,
    /// Whether the user has clicked for that domain before.
    pub has_consent: bool,
    /// How what is given travels, and the key that it is bound to; absent where nothing is given yet: the domain begins.
    pub grant: Option<(Carrier, KeyStanding)>,
}

/// Why a user does not go to a domain now.
#[derive(Clone, Copy, Debug)]
pub enum EntryRefusal<'a> {
    /// `may_enter` said no.
    Decision(Decision),
    /// A popup for an external domain: never.
    PopupForExternal,
    /// The user is asked first.
    Question(&'a Domain, Question),
}

impl EntryRefusal<'_> {
    /// As audit rows have it; nothing for a first visit, which is no refusal.
    pub fn to_be_noted(self) -> Option<Reason> {
        match self {
            Self::Decision(decision) => Some(Reason::Decision(decision)),
            Self::PopupForExternal => Some(Reason::Detail("popup_for_external")),
            Self::Question(_, Question::NewKey) => Some(Reason::Detail("new_key")),
            Self::Question(_, Question::Disclosure) => None,
        }
    }
}

/// Decides whether a user goes to a domain now.
pub fn judge_entry<'a>(facts: &EntryFacts<'a>) -> Result<&'a Domain, EntryRefusal<'a>> {
    let domain = match facts.domain {
        Some(domain) if facts.decision.is_allowed() => domain,
        Some(_) | None => return Err(EntryRefusal::Decision(facts.decision)),
    };
    if let Some((carrier, _)) = facts.grant
        && !carrier_is_open(domain, carrier)
    {
        return Err(EntryRefusal::PopupForExternal);
    }
    let key = facts.grant.map(|(_, key)| key);
    match question(domain, facts.asked, facts.has_consent, key) {
        Some(question) => Err(EntryRefusal::Question(domain, question)),
        None => Ok(domain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Trust, fixtures};

    use Asked::{ByAddress, ByClick};
    use Carrier::{Popup, Redirect};
    use KeyStanding::{First, New};

    /// The reason that the audit log gets, and what the user is asked.
    type Answer = Result<(), (Option<&'static str>, Option<Question>)>;

    fn judged(facts: &EntryFacts<'_>) -> Answer {
        judge_entry(facts).map(drop).map_err(|refusal| {
            let question = match refusal {
                EntryRefusal::Question(_, question) => Some(question),
                EntryRefusal::Decision(_) | EntryRefusal::PopupForExternal => None,
            };
            (refusal.to_be_noted().map(Reason::as_str), question)
        })
    }

    #[test]
    fn decision_then_carrier_then_question() {
        let own = fixtures::domain(Trust::FirstParty);
        let external = fixtures::domain(Trust::External);
        let member = Decision::Member;
        let disclosure = Err((None, Some(Question::Disclosure)));
        let new_key = Err((Some("new_key"), Some(Question::NewKey)));
        let popup = Err((Some("popup_for_external"), None));
        let suspended = Err((Some("domain_suspended"), None));
        let table: [(_, _, _, _, _, Answer); 14] = [
            (
                None,
                Decision::UnknownDomain,
                ByClick,
                true,
                None,
                Err((Some("unknown_domain"), None)),
            ),
            (
                Some(&own),
                Decision::DomainSuspended,
                ByClick,
                true,
                Some((Popup, First)),
                suspended,
            ),
            (
                Some(&external),
                Decision::DomainSuspended,
                ByAddress,
                false,
                Some((Popup, New)),
                suspended,
            ),
            (Some(&own), member, ByClick, false, Some((Popup, New)), Ok(())),
            (Some(&own), member, ByAddress, false, None, Ok(())),
            (
                Some(&own),
                member,
                ByAddress,
                false,
                Some((Redirect, First)),
                Ok(()),
            ),
            (
                Some(&own),
                member,
                ByAddress,
                true,
                Some((Redirect, New)),
                new_key,
            ),
            (
                Some(&external),
                member,
                ByClick,
                true,
                Some((Popup, First)),
                popup,
            ),
            (
                Some(&external),
                member,
                ByAddress,
                false,
                Some((Popup, New)),
                popup,
            ),
            (
                Some(&external),
                member,
                ByClick,
                false,
                Some((Redirect, New)),
                Ok(()),
            ),
            (Some(&external), member, ByAddress, false, None, disclosure),
            (
                Some(&external),
                member,
                ByAddress,
                false,
                Some((Redirect, New)),
                disclosure,
            ),
            (
                Some(&external),
                member,
                ByAddress,
                true,
                Some((Redirect, New)),
                new_key,
            ),
            (
                Some(&external),
                member,
                ByAddress,
                true,
                Some((Redirect, First)),
                Ok(()),
            ),
        ];
        for (domain, decision, asked, has_consent, grant, expected) in table {
            let facts = EntryFacts {
                domain,
                decision,
                asked,
                has_consent,
                grant,
            };
            assert_eq!(judged(&facts), expected, "{facts:?}");
        }
    }
}
