//! What a ticket is worth: to the key that presents it, and then by what its session, user and domain are by now. Both are
//! decided from facts alone.

use crosspass_protocol::{Code, KeyThumbprint, Seconds, Timestamp, TokenId};

use super::{Decision, Handoff, Reason};

/// How long a redeemed ticket answers its own key again: a lost response is no sign-out.
pub const RETRY_WINDOW: Seconds = Seconds(30);

/// What a ticket is presented for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedeemPurpose {
    /// A session.
    Session,
    /// To make it worthless: it was presented in a browser that had not begun the handoff.
    Discard,
}

/// Why a ticket gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedeemRefusal {
    /// No such ticket: its session, user or domain is gone.
    UnknownTicket,
    /// The proof was used before.
    ProofReplayed,
    /// The proof's key is not the ticket's; nothing was changed.
    OtherKey,
    /// The key was the session's first when the ticket was minted, and another one came to the domain meanwhile.
    NewKey,
    /// After the right key came, another one: the domain session was ended.
    Leaked,
    /// Used up.
    Used,
    /// The issuer session has ended.
    SessionEnded,
    /// `may_enter` says no by now.
    Decision(Decision),
}

impl RedeemRefusal {
    /// As answers have it.
    pub fn code(self) -> Code {
        match self {
            Self::UnknownTicket | Self::OtherKey | Self::NewKey => Code::InvalidToken,
            Self::ProofReplayed | Self::Leaked | Self::Used => Code::TokenUsed,
            Self::SessionEnded => Code::LoginRequired,
            Self::Decision(decision) => decision.refusal().unwrap_or(Code::AccessDenied),
        }
    }

    /// As audit rows have it.
    pub fn reason(self) -> Reason {
        match self {
            Self::UnknownTicket => Reason::Detail("unknown_ticket"),
            Self::ProofReplayed => Reason::Detail("proof_replayed"),
            Self::OtherKey => Reason::Detail("other_key"),
            Self::NewKey => Reason::Detail("new_key"),
            Self::Leaked => Reason::Detail("ticket_leaked"),
            Self::Used => Reason::Code(Code::TokenUsed),
            Self::SessionEnded => Reason::Code(Code::LoginRequired),
            Self::Decision(decision) => Reason::Decision(decision),
        }
    }
}

/// A ticket, the key that presents it, and what for. The signatures of ticket and proof are valid already.
#[derive(Clone, Copy, Debug)]
pub struct TicketFacts<'a> {
    /// The ticket's handoff.
    pub handoff: &'a Handoff,
    /// The key that made the proof.
    pub prover: &'a KeyThumbprint,
    /// What for.
    pub purpose: RedeemPurpose,
    /// When.
    pub now: Timestamp,
}

/// What follows of a ticket once its proof is found to be fresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketUse {
    /// First time, right key: consume it.
    Consume,
    /// The right key again, soon enough: the same domain session once more.
    Repeat {
        /// The session token's id, as given the first time.
        token_id: TokenId,
        /// When it was given the first time.
        redeemed_at: Timestamp,
    },
    /// Another key after the right one: the ticket leaked, so the domain session ends.
    Leaked,
    /// The right key discards it: it gives no session any more, and the one that it gave ends.
    Discard,
}

/// Decides what a ticket is worth to a key. What is refused here changes nothing: the right key may still come.
pub fn judge_ticket(facts: &TicketFacts<'_>) -> Result<TicketUse, RedeemRefusal> {
    let TicketFacts {
        handoff,
        prover,
        purpose,
        now,
    } = *facts;
    let is_bound = *prover == handoff.binding.jkt;
    let has_ended = handoff.ended_at.is_some();
    match &handoff.redeemed {
        _ if is_bound && purpose == RedeemPurpose::Discard => Ok(TicketUse::Discard),
        None if !is_bound => Err(RedeemRefusal::OtherKey),
        Some(_) if !is_bound => Ok(TicketUse::Leaked),
        None | Some(_) if has_ended => Err(RedeemRefusal::Used),
        None => Ok(TicketUse::Consume),
        Some((token_id, at)) if now <= *at + RETRY_WINDOW => Ok(TicketUse::Repeat {
            token_id: token_id.clone(),
            redeemed_at: *at,
        }),
        Some(_) => Err(RedeemRefusal::Used),
    }
}

/// What the records say by now of a ticket's session, user and domain.
#[derive(Clone, Copy, Debug)]
pub struct RedemptionFacts {
    /// Whether the issuer session is live.
    pub session_is_live: bool,
    /// What `may_enter` says.
    pub decision: Decision,
    /// Whether the ticket's key may get a session without a further click: two keys can each have been the first when
    /// their tickets were minted. False where there is no such domain.
    pub key_is_open: bool,
}

/// Decides whether a ticket that its own key presents still gives a session.
pub fn judge_redemption(facts: &RedemptionFacts) -> Result<(), RedeemRefusal> {
    if !facts.session_is_live {
        Err(RedeemRefusal::SessionEnded)
    } else if !facts.decision.is_allowed() {
        Err(RedeemRefusal::Decision(facts.decision))
    } else if !facts.key_is_open {
        Err(RedeemRefusal::NewKey)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crosspass_protocol::{Binding, Nonce, Origin};

    use super::*;
    use crate::model::Asked;

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_000_000)
    }

    fn key(byte: u8) -> KeyThumbprint {
        KeyThumbprint::parse(Nonce::from_random([byte; 32]).as_str()).unwrap()
    }

    /// Redeemed so many seconds ago, if it was.
    fn handoff(redeemed: Option<i64>, has_ended: bool) -> Handoff {
        Handoff {
            origin: Origin::parse("https://app.example").unwrap(),
            binding: Binding {
                nonce: Nonce::from_random([1; 32]),
                jkt: key(1),
            },
            redeemed: redeemed.map(|ago| (TokenId::from_random([1; 16]), now() - Seconds(ago))),
            ended_at: has_ended.then_some(now()),
            asked: Asked::ByClick,
        }
    }

    fn repeat(ago: i64) -> TicketUse {
        TicketUse::Repeat {
            token_id: TokenId::from_random([1; 16]),
            redeemed_at: now() - Seconds(ago),
        }
    }

    #[test]
    fn a_ticket_is_worth_something_to_its_own_key_once() {
        let table = [
            (None, false, Ok(TicketUse::Consume)),
            (None, true, Err(RedeemRefusal::Used)),
            (Some(0), false, Ok(repeat(0))),
            (Some(30), false, Ok(repeat(30))),
            (Some(31), false, Err(RedeemRefusal::Used)),
            (Some(0), true, Err(RedeemRefusal::Used)),
        ];
        for (redeemed, has_ended, expected) in table {
            let facts = TicketFacts {
                handoff: &handoff(redeemed, has_ended),
                prover: &key(1),
                purpose: RedeemPurpose::Session,
                now: now(),
            };
            assert_eq!(judge_ticket(&facts), expected, "{redeemed:?} {has_ended}");
        }
    }

    #[test]
    fn another_key_gets_nothing_and_ends_what_the_right_one_got() {
        for purpose in [RedeemPurpose::Session, RedeemPurpose::Discard] {
            for has_ended in [false, true] {
                for (redeemed, expected) in [
                    (None, Err(RedeemRefusal::OtherKey)),
                    (Some(0), Ok(TicketUse::Leaked)),
                    (Some(31), Ok(TicketUse::Leaked)),
                ] {
                    let facts = TicketFacts {
                        handoff: &handoff(redeemed, has_ended),
                        prover: &key(2),
                        purpose,
                        now: now(),
                    };
                    assert_eq!(
                        judge_ticket(&facts),
                        expected,
                        "{purpose:?} {redeemed:?} {has_ended}"
                    );
                }
            }
        }
    }

    #[test]
    fn its_own_key_discards_it_at_any_time() {
        for redeemed in [None, Some(0), Some(31)] {
            for has_ended in [false, true] {
                let facts = TicketFacts {
                    handoff: &handoff(redeemed, has_ended),
                    prover: &key(1),
                    purpose: RedeemPurpose::Discard,
                    now: now(),
                };
                assert_eq!(judge_ticket(&facts), Ok(TicketUse::Discard));
            }
        }
    }

    #[test]
    fn session_then_user_and_domain_then_key_are_asked() {
        let no = Decision::DomainSuspended;
        let table = [
            (true, Decision::Member, true, Ok(())),
            (true, Decision::Member, false, Err(RedeemRefusal::NewKey)),
            (true, no, true, Err(RedeemRefusal::Decision(no))),
            (true, no, false, Err(RedeemRefusal::Decision(no))),
            (false, Decision::Member, true, Err(RedeemRefusal::SessionEnded)),
            (false, Decision::Member, false, Err(RedeemRefusal::SessionEnded)),
            (false, no, true, Err(RedeemRefusal::SessionEnded)),
            (false, no, false, Err(RedeemRefusal::SessionEnded)),
        ];
        for (session_is_live, decision, key_is_open, expected) in table {
            let facts = RedemptionFacts {
                session_is_live,
                decision,
                key_is_open,
            };
            assert_eq!(judge_redemption(&facts), expected, "{facts:?}");
        }
    }
}
