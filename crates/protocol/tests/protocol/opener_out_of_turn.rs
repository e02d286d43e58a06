//! The auth page's machine: what comes at the wrong moment changes nothing, and no token goes astray.

use crosspass_protocol::handoff::Opener;
use crosspass_protocol::handoff::opener::{Answer, Carrier, Effect, Event, Start};
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

const REDIRECTED: [Effect<Token>; 3] = [Effect::Forget, Effect::ClosePopup, Effect::Redirect];

/// The popup is being opened, the credentials are on their way.
fn opening(start: Start) -> Opener {
    let mut opener = Opener::new(Carrier::Popup, Some(binding()));
    opener.handle::<Token>(Event::Submitted(start));
    opener
}

fn opened(start: Start) -> Opener {
    let mut opener = opening(start);
    opener.handle::<Token>(Event::Opened(true));
    opener
}

/// That the popup is still the way.
fn posts(opener: &mut Opener) {
    opener.handle::<Token>(Event::Ready(binding()));
    assert_eq!(opener.handle(accepted(Some("t"))), [Effect::Post("t")]);
}

#[test]
fn a_second_opening() {
    let mut opener = opened(Start::Credentials);
    assert_eq!(opener.handle::<Token>(Event::Opened(false)), []);
    posts(&mut opener);
}

#[test]
fn a_window_after_it_was_lost() {
    let mut opener = opened(Start::Credentials);
    opener.handle::<Token>(Event::PopupClosed);
    assert_eq!(opener.handle::<Token>(Event::Opened(true)), []);
    assert_eq!(opener.handle(accepted(None)), REDIRECTED);
}

#[test]
fn an_end_of_the_popup_before_it_is_open() {
    for event in [Event::PopupClosed, Event::Failed(Code::InvalidToken)] {
        let mut opener = opening(Start::Credentials);
        assert_eq!(opener.handle::<Token>(event), []);
        opener.handle::<Token>(Event::Opened(true));
        posts(&mut opener);
    }
}

#[test]
fn ready_before_the_popup_is_open() {
    let mut opener = opening(Start::Credentials);
    assert_eq!(opener.handle::<Token>(Event::Ready(other())), []);
    opener.handle::<Token>(Event::Opened(true));
    posts(&mut opener);
}

#[test]
fn a_second_answer() {
    let mut opener = opened(Start::Credentials);
    assert_eq!(opener.handle(accepted(Some("t"))), [Effect::Hold("t")]);
    assert_eq!(opener.handle(accepted(Some("u"))), []);
    assert_eq!(
        opener.handle::<Token>(Event::Answered(Err(Code::InvalidCredentials))),
        []
    );
    assert_eq!(
        opener.handle::<Token>(Event::Ready(binding())),
        [Effect::PostHeld]
    );
}

#[test]
fn an_answer_where_none_was_asked() {
    let mut opener = opened(Start::Session);
    assert_eq!(opener.handle(accepted(Some("u"))), []);
    assert_eq!(opener.handle(Event::Minted(Ok("t"))), [Effect::Hold("t")]);
}

#[test]
fn a_token_that_was_not_asked_for() {
    let mut opener = opened(Start::Credentials);
    assert_eq!(opener.handle(Event::Minted(Ok("u"))), []);
    posts(&mut opener);
    assert_eq!(opener.handle(Event::Minted(Ok("u"))), []);
    assert_eq!(
        opener.handle::<Token>(Event::Minted(Err(Code::LoginRequired))),
        []
    );
}

#[test]
fn a_token_for_another_binding_than_the_announced() {
    let mut opener = opened(Start::Credentials);
    opener.handle::<Token>(Event::Ready(other()));
    assert_eq!(
        opener.handle(accepted(Some("t"))),
        [Effect::Hold("t"), Effect::Forget, Effect::Mint(other())]
    );
}

#[test]
fn a_token_for_a_popup_that_was_ready_and_is_lost() {
    let mut opener = opened(Start::Credentials);
    opener.handle::<Token>(Event::Ready(binding()));
    opener.handle::<Token>(Event::PopupClosed);
    let [forget, close, redirect] = REDIRECTED;
    assert_eq!(
        opener.handle(accepted(Some("t"))),
        [Effect::Hold("t"), forget, close, redirect]
    );
}
