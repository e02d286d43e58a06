//! The auth page's machine: the ways that end well, and attack rows 8 to 13 as it sees them.

use crosspass_protocol::handoff::Opener;
use crosspass_protocol::handoff::opener::{Answer, Carrier, Effect, Event, PATIENCE, Start};
use crosspass_protocol::{Binding, Code, Nonce};

use crate::common::binding;

type Token = &'static str;

fn other() -> Binding {
    Binding {
        nonce: Nonce::from_random([8; 32]),
        ..binding()
    }
}

fn accepted(token: Option<Token>) -> Event<Token> {
    Event::Answered(Ok(Answer {
        permitted: true,
        token,
    }))
}

/// A page that a domain's page began, with the form submitted and the popup open.
fn submitted() -> Opener {
    let mut opener = Opener::new(Carrier::Popup, Some(binding()));
    let effects = opener.handle::<Token>(Event::Submitted(Start::Credentials));
    assert_eq!(
        effects,
        [Effect::ShowProcessing, Effect::SendCredentials, Effect::OpenPopup]
    );
    assert_eq!(opener.handle::<Token>(Event::Opened(true)), []);
    opener
}

fn redirected() -> Vec<Effect<Token>> {
    vec![Effect::Forget, Effect::ClosePopup, Effect::Redirect]
}

#[test]
fn the_answer_comes_first() {
    let mut opener = submitted();
    assert_eq!(opener.handle(accepted(Some("t"))), [Effect::Hold("t")]);
    assert_eq!(
        opener.handle::<Token>(Event::Ready(binding())),
        [Effect::PostHeld]
    );
    let done = opener.handle::<Token>(Event::Stored(binding().nonce));
    assert_eq!(done, [Effect::ClosePopup, Effect::GoToReturn]);
}

#[test]
fn the_receiver_comes_first() {
    let mut opener = submitted();
    assert_eq!(opener.handle::<Token>(Event::Ready(binding())), []);
    assert_eq!(opener.handle(accepted(Some("t"))), [Effect::Post("t")]);
    let done = opener.handle::<Token>(Event::Stored(binding().nonce));
    assert_eq!(done, [Effect::ClosePopup, Effect::GoToReturn]);
}

#[test]
fn a_receiver_that_began_anew_gets_a_token_of_its_own() {
    let mut opener = submitted();
    assert_eq!(opener.handle(accepted(Some("t"))), [Effect::Hold("t")]);
    let anew = opener.handle::<Token>(Event::Ready(other()));
    assert_eq!(anew, [Effect::Forget, Effect::Mint(other())]);
    assert_eq!(opener.handle(Event::Minted(Ok("u"))), [Effect::Post("u")]);
    assert_eq!(
        opener.handle::<Token>(Event::Stored(binding().nonce)),
        [],
        "of the first binding"
    );
    let done = opener.handle::<Token>(Event::Stored(other().nonce));
    assert_eq!(done, [Effect::ClosePopup, Effect::GoToReturn]);
}

#[test]
fn the_launcher_mints_for_the_receivers_binding() {
    let mut opener = Opener::new(Carrier::Popup, None);
    let effects = opener.handle::<Token>(Event::Submitted(Start::Session));
    assert_eq!(effects, [Effect::ShowProcessing, Effect::OpenPopup]);
    opener.handle::<Token>(Event::Opened(true));
    assert_eq!(
        opener.handle::<Token>(Event::Ready(other())),
        [Effect::Mint(other())]
    );
    assert_eq!(opener.handle(Event::Minted(Ok("t"))), [Effect::Post("t")]);
}

#[test]
fn a_signed_in_user_with_a_begun_handoff_mints_in_the_click() {
    let mut opener = Opener::new(Carrier::Popup, Some(binding()));
    let effects = opener.handle::<Token>(Event::Submitted(Start::Session));
    assert_eq!(
        effects,
        [Effect::ShowProcessing, Effect::Mint(binding()), Effect::OpenPopup]
    );
    opener.handle::<Token>(Event::Opened(true));
    assert_eq!(opener.handle(Event::Minted(Ok("t"))), [Effect::Hold("t")]);
    assert_eq!(
        opener.handle::<Token>(Event::Ready(binding())),
        [Effect::PostHeld]
    );
}

// attack: 12
#[test]
fn a_blocked_popup_becomes_a_redirect_once_the_credentials_are_accepted() {
    let mut opener = Opener::new(Carrier::Popup, Some(binding()));
    opener.handle::<Token>(Event::Submitted(Start::Credentials));
    assert_eq!(opener.handle::<Token>(Event::Opened(false)), []);
    let effects = opener.handle(accepted(Some("t")));
    assert_eq!(effects, [vec![Effect::Hold("t")], redirected()].concat());
}

// attack: 12
#[test]
fn a_closed_or_cut_popup_becomes_a_redirect() {
    let mut opener = submitted();
    assert_eq!(opener.handle::<Token>(Event::PopupClosed), []);
    assert_eq!(opener.handle(accepted(None)), redirected());
}

#[test]
fn a_refusing_receiver_becomes_a_redirect() {
    let mut opener = submitted();
    opener.handle(accepted(Some("t")));
    assert_eq!(
        opener.handle::<Token>(Event::Failed(Code::AccountMismatch)),
        redirected()
    );
}

// attack: 13
#[test]
fn a_mute_receiver_becomes_a_redirect_in_bounded_time() {
    let mut opener = submitted();
    for _ in 0..100 {
        assert_eq!(opener.handle::<Token>(Event::Tick), [], "the answer is still out");
    }
    opener.handle(accepted(Some("t")));
    for _ in 1..PATIENCE {
        assert_eq!(opener.handle::<Token>(Event::Tick), []);
    }
    assert_eq!(opener.handle::<Token>(Event::Tick), redirected());
}

#[test]
fn a_wrong_password_closes_the_popup_and_frees_the_form() {
    let mut opener = submitted();
    let refused = opener.handle::<Token>(Event::Answered(Err(Code::InvalidCredentials)));
    assert_eq!(
        refused,
        [
            Effect::Forget,
            Effect::ClosePopup,
            Effect::Show(Code::InvalidCredentials)
        ]
    );
    assert!(!opener.is_working());
    let again = opener.handle::<Token>(Event::Submitted(Start::Credentials));
    assert_eq!(
        again,
        [Effect::ShowProcessing, Effect::SendCredentials, Effect::OpenPopup]
    );
}

#[test]
fn a_user_who_may_not_enter_gets_no_token() {
    let mut opener = submitted();
    opener.handle::<Token>(Event::Ready(binding()));
    let refused = opener.handle::<Token>(Event::Answered(Ok(Answer {
        permitted: false,
        token: Some("t"),
    })));
    assert_eq!(
        refused,
        [
            Effect::Forget,
            Effect::ClosePopup,
            Effect::Show(Code::AccessDenied)
        ]
    );
}

#[test]
fn a_refused_mint_is_said() {
    let mut opener = submitted();
    opener.handle(accepted(None));
    opener.handle::<Token>(Event::Ready(binding()));
    let refused = opener.handle::<Token>(Event::Minted(Err(Code::LoginRequired)));
    assert_eq!(
        refused,
        [
            Effect::Forget,
            Effect::ClosePopup,
            Effect::Show(Code::LoginRequired)
        ]
    );
}

#[test]
fn a_nonce_that_is_anothers_is_begun_anew_by_redirect() {
    let mut opener = submitted();
    opener.handle(accepted(None));
    opener.handle::<Token>(Event::Ready(binding()));
    let refused = opener.handle::<Token>(Event::Minted(Err(Code::NonceMismatch)));
    assert_eq!(refused, [Effect::Forget, Effect::ClosePopup, Effect::Redirect]);
}

// attack: 11
#[test]
fn a_forged_stored_neither_closes_nor_navigates() {
    let mut opener = submitted();
    assert_eq!(
        opener.handle::<Token>(Event::Stored(binding().nonce)),
        [],
        "nothing was sent yet"
    );
    opener.handle(accepted(Some("t")));
    assert_eq!(
        opener.handle::<Token>(Event::Stored(binding().nonce)),
        [],
        "nothing was posted yet"
    );
    opener.handle::<Token>(Event::Ready(binding()));
    assert_eq!(
        opener.handle::<Token>(Event::Stored(other().nonce)),
        [],
        "not the posted one"
    );
}

// attack: 13
#[test]
fn a_second_ready_changes_nothing() {
    let mut opener = submitted();
    opener.handle::<Token>(Event::Ready(binding()));
    assert_eq!(opener.handle::<Token>(Event::Ready(other())), []);
    assert_eq!(opener.handle(accepted(Some("t"))), [Effect::Post("t")]);
    assert_eq!(opener.handle::<Token>(Event::Ready(binding())), []);
}

#[test]
fn a_second_submission_while_working_changes_nothing() {
    let mut opener = submitted();
    assert!(opener.is_working());
    assert_eq!(opener.handle::<Token>(Event::Submitted(Start::Credentials)), []);
    opener.handle(accepted(None));
    assert_eq!(opener.handle::<Token>(Event::Submitted(Start::Session)), []);
}

#[test]
fn the_redirect_carrier_opens_no_popup() {
    let mut opener = Opener::new(Carrier::Redirect, Some(binding()));
    let effects = opener.handle::<Token>(Event::Submitted(Start::Credentials));
    assert_eq!(effects, [Effect::ShowProcessing, Effect::SendCredentials]);
    assert_eq!(opener.handle(accepted(None)), redirected());
}

#[test]
fn after_the_end_nothing_happens() {
    let mut opener = submitted();
    opener.handle::<Token>(Event::Ready(binding()));
    opener.handle(accepted(Some("t")));
    opener.handle::<Token>(Event::Stored(binding().nonce));
    for event in [
        Event::Submitted(Start::Credentials),
        Event::Ready(binding()),
        accepted(Some("u")),
        Event::Minted(Ok("u")),
        Event::Stored(binding().nonce),
        Event::PopupClosed,
        Event::Tick,
    ] {
        assert_eq!(opener.handle(event), []);
    }
}

#[test]
fn a_window_that_opens_after_the_refusal_is_closed() {
    let mut opener = Opener::new(Carrier::Popup, Some(binding()));
    opener.handle::<Token>(Event::Submitted(Start::Credentials));
    opener.handle::<Token>(Event::Answered(Err(Code::InvalidCredentials)));
    assert_eq!(opener.handle::<Token>(Event::Opened(true)), [Effect::ClosePopup]);
    assert_eq!(opener.handle::<Token>(Event::Opened(false)), []);
}
