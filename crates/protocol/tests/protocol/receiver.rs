//! The domain's machine: the ways that end well, and attack rows 8, 10, 13 and 15 as it sees them.

use crosspass_protocol::Code;
use crosspass_protocol::handoff::Receiver;
use crosspass_protocol::handoff::receiver::{Arrival, Effect, Event, Holder, Standing};

use crate::common::binding;

type Token = &'static str;

fn arrived(arrival: Arrival<Token>) -> (Receiver, Vec<Effect<Token>>) {
    let mut receiver = Receiver::default();
    let effects = receiver.handle(Event::Arrived(arrival));
    (receiver, effects)
}

/// A popup whose token has been posted and is being checked.
fn checking() -> Receiver {
    let (mut receiver, effects) = arrived(Arrival::Popup);
    assert_eq!(effects, [Effect::Announce]);
    let ready = receiver.handle::<Token>(Event::Begun(Ok(binding())));
    assert_eq!(ready, [Effect::PostReady(binding())]);
    assert_eq!(receiver.handle(Event::Session("t")), [Effect::Check("t")]);
    receiver
}

/// A ticket that was redeemed for a token that is being checked.
fn redeemed() -> Receiver {
    let (mut receiver, effects) = arrived(Arrival::Ticket("ticket"));
    assert_eq!(effects, [Effect::CheckTicket("ticket")]);
    assert_eq!(
        receiver.handle::<Token>(Event::TicketChecked(Ok(Standing::Open))),
        [Effect::Redeem]
    );
    assert_eq!(receiver.handle(Event::Redeemed(Ok("t"))), [Effect::Check("t")]);
    receiver
}

#[test]
fn a_popup_keeps_the_session_and_says_so() {
    let mut receiver = checking();
    assert_eq!(
        receiver.handle::<Token>(Event::Checked(Ok(Holder::Free))),
        [Effect::Keep]
    );
    assert_eq!(
        receiver.handle::<Token>(Event::Kept(Ok(()))),
        [Effect::PostStored]
    );
}

#[test]
fn a_ticket_becomes_a_session() {
    let mut receiver = redeemed();
    assert_eq!(
        receiver.handle::<Token>(Event::Checked(Ok(Holder::Free))),
        [Effect::Keep]
    );
    assert_eq!(
        receiver.handle::<Token>(Event::Kept(Ok(()))),
        [Effect::GoToReturn]
    );
}

#[test]
fn a_handoff_begins_here() {
    let (mut receiver, effects) = arrived(Arrival::Begin);
    assert_eq!(effects, [Effect::Begin]);
    let begun = receiver.handle::<Token>(Event::Begun(Ok(binding())));
    assert_eq!(begun, [Effect::GoToIssuer(binding())]);
}

// attack: 15
#[test]
fn a_frame_gets_nothing() {
    let (mut receiver, effects) = arrived(Arrival::Framed);
    assert_eq!(effects, []);
    assert_eq!(receiver.handle(Event::Session("t")), []);
}

#[test]
fn a_cut_popup_closes_itself() {
    assert_eq!(arrived(Arrival::Alone).1, [Effect::Close]);
}

// attack: 13
#[test]
fn an_early_token_is_ignored() {
    let (mut receiver, _) = arrived(Arrival::Popup);
    assert_eq!(receiver.handle(Event::Session("t")), []);
}

// attack: 13
#[test]
fn a_second_token_is_ignored() {
    let mut receiver = checking();
    assert_eq!(receiver.handle(Event::Session("u")), []);
    receiver.handle::<Token>(Event::Checked(Ok(Holder::Free)));
    assert_eq!(receiver.handle(Event::Session("u")), []);
    receiver.handle::<Token>(Event::Kept(Ok(())));
    assert_eq!(receiver.handle(Event::Session("u")), []);
}

#[test]
fn a_refused_token_is_said_on_both_sides() {
    let mut receiver = checking();
    let refused = receiver.handle::<Token>(Event::Checked(Err(Code::NonceMismatch)));
    assert_eq!(
        refused,
        [
            Effect::PostFailed(Code::NonceMismatch),
            Effect::Show(Code::NonceMismatch)
        ]
    );
    assert_eq!(receiver.handle(Event::Session("t")), [], "one try");
}

// attack: 10, 34
#[test]
fn an_injected_ticket_is_never_redeemed() {
    let (mut receiver, _) = arrived(Arrival::Ticket("attacker's"));
    let refused = receiver.handle::<Token>(Event::TicketChecked(Err(Code::NonceMismatch)));
    assert_eq!(refused, [Effect::Show(Code::NonceMismatch)]);
    assert_eq!(receiver.handle(Event::Redeemed(Ok("t"))), []);
}

/// The popup was faster, or another tab with the same ticket.
#[test]
fn a_ticket_whose_handoff_has_landed_leads_on() {
    let (mut receiver, _) = arrived(Arrival::Ticket("ticket"));
    let landed = receiver.handle::<Token>(Event::TicketChecked(Ok(Standing::Landed)));
    assert_eq!(landed, [Effect::GoToReturn]);
    assert_eq!(receiver.handle(Event::Redeemed(Ok("t"))), []);
}

#[test]
fn a_refused_ticket_is_said() {
    let (mut receiver, _) = arrived(Arrival::Ticket("ticket"));
    receiver.handle::<Token>(Event::TicketChecked(Ok(Standing::Open)));
    let refused = receiver.handle::<Token>(Event::Redeemed(Err(Code::TokenUsed)));
    assert_eq!(refused, [Effect::Show(Code::TokenUsed)]);
}

#[test]
fn another_users_session_is_not_replaced_in_a_popup() {
    let mut receiver = checking();
    let refused = receiver.handle::<Token>(Event::Checked(Ok(Holder::Other)));
    assert_eq!(
        refused,
        [
            Effect::PostFailed(Code::AccountMismatch),
            Effect::Show(Code::AccountMismatch)
        ]
    );
}

// attack: 39
#[test]
fn another_users_session_is_replaced_after_a_yes_alone() {
    let mut receiver = redeemed();
    assert_eq!(
        receiver.handle::<Token>(Event::Checked(Ok(Holder::Other))),
        [Effect::Ask]
    );
    let mut declined = receiver.clone();
    assert_eq!(
        declined.handle::<Token>(Event::Decided(false)),
        [Effect::GoToReturn]
    );
    assert_eq!(declined.handle::<Token>(Event::Decided(true)), []);
    assert_eq!(receiver.handle::<Token>(Event::Decided(true)), [Effect::Keep]);
}

// attack: 64
#[test]
fn storage_that_fails_is_said() {
    let (mut receiver, _) = arrived(Arrival::Popup);
    let refused = receiver.handle::<Token>(Event::Begun(Err(Code::StorageUnavailable)));
    assert_eq!(
        refused,
        [
            Effect::PostFailed(Code::StorageUnavailable),
            Effect::Show(Code::StorageUnavailable)
        ]
    );
    let mut receiver = redeemed();
    receiver.handle::<Token>(Event::Checked(Ok(Holder::Free)));
    let refused = receiver.handle::<Token>(Event::Kept(Err(Code::StorageUnavailable)));
    assert_eq!(refused, [Effect::Show(Code::StorageUnavailable)]);
}
