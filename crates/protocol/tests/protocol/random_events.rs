//! Properties of both machines under any order of events.
// attacks of this file: 13

use crosspass_protocol::handoff::opener::{self, Answer, Carrier, Start};
use crosspass_protocol::handoff::receiver::{self, Arrival, Holder, Standing};
use crosspass_protocol::handoff::{Opener, Receiver};
use crosspass_protocol::{Binding, Code, Nonce};
use proptest::prelude::*;

use crate::common::binding;

fn other() -> Binding {
    Binding {
        nonce: Nonce::from_random([8; 32]),
        ..binding()
    }
}

fn bindings() -> impl Strategy<Value = Binding> {
    prop_oneof![Just(binding()), Just(other())]
}

fn opener_events() -> impl Strategy<Value = opener::Event<u8>> {
    use opener::Event;
    prop_oneof![
        prop_oneof![Just(Start::Credentials), Just(Start::Session)].prop_map(Event::Submitted),
        any::<bool>().prop_map(Event::Opened),
        bindings().prop_map(Event::Ready),
        (any::<bool>(), prop::option::of(any::<u8>()))
            .prop_map(|(permitted, token)| Event::Answered(Ok(Answer { permitted, token }))),
        Just(Event::Answered(Err(Code::InvalidCredentials))),
        any::<u8>().prop_map(|token| Event::Minted(Ok(token))),
        Just(Event::Minted(Err(Code::AccessDenied))),
        bindings().prop_map(|binding| Event::Stored(binding.nonce)),
        Just(Event::Failed(Code::InvalidToken)),
        Just(Event::PopupClosed),
        Just(Event::Tick),
    ]
}

fn receiver_events() -> impl Strategy<Value = receiver::Event<u8>> {
    use receiver::Event;
    let code = || Just(Code::InvalidToken);
    prop_oneof![
        prop_oneof![
            Just(Arrival::Framed),
            Just(Arrival::Popup),
            Just(Arrival::Alone),
            Just(Arrival::Begin),
            any::<u8>().prop_map(Arrival::Ticket),
        ]
        .prop_map(Event::Arrived),
        bindings().prop_map(|binding| Event::Begun(Ok(binding))),
        code().prop_map(|code| Event::Begun(Err(code))),
        any::<u8>().prop_map(Event::Session),
        Just(Event::TicketChecked(Ok(Standing::Open))),
        Just(Event::TicketChecked(Ok(Standing::Landed))),
        code().prop_map(|code| Event::TicketChecked(Err(code))),
        any::<u8>().prop_map(|token| Event::Redeemed(Ok(token))),
        prop_oneof![Just(Holder::Free), Just(Holder::Other)].prop_map(|holder| Event::Checked(Ok(holder))),
        code().prop_map(|code| Event::Checked(Err(code))),
        any::<bool>().prop_map(Event::Decided),
        Just(Event::Kept(Ok(()))),
        code().prop_map(|code| Event::Kept(Err(code))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn the_opener_never_does_what_it_must_not(
        begun in prop::option::of(Just(binding())),
        events in prop::collection::vec(opener_events(), 0..24),
    ) {
        use opener::{Effect, Event};
        let mut opener = Opener::new(Carrier::Popup, begun);
        let (mut submitted, mut sent, mut posted, mut ready, mut left) = (0, 0, 0, false, 0);
        for event in events {
            match &event {
                Event::Submitted(_) if !opener.is_working() && left == 0 => {
                    submitted += 1;
                    (posted, ready) = (0, false);
                }
                Event::Ready(_) => ready = true,
                _ => {}
            }
            for effect in opener.handle(event) {
                match effect {
                    Effect::SendCredentials => sent += 1,
                    Effect::Post(_) | Effect::PostHeld => {
                        posted += 1;
                        prop_assert!(ready, "a token left before any receiver was ready");
                    }
                    Effect::GoToReturn => {
                        left += 1;
                        prop_assert_eq!(posted, 1, "signed in without a token");
                    }
                    Effect::Redirect => left += 1,
                    _ => {}
                }
            }
            prop_assert!(sent <= submitted, "credentials sent twice");
            prop_assert!(posted <= 1, "two tokens in one handoff");
            prop_assert!(left <= 1, "two landings");
        }
    }

    #[test]
    fn an_opener_with_an_answer_ends_in_bounded_ticks(
        events in prop::collection::vec(opener_events(), 0..24),
    ) {
        use opener::Event;
        let mut opener = Opener::new(Carrier::Popup, Some(binding()));
        for event in events {
            opener.handle(event);
        }
        opener.handle::<u8>(Event::Opened(true));
        opener.handle::<u8>(Event::Answered(Ok(Answer { permitted: true, token: None })));
        for _ in 0..opener::PATIENCE {
            opener.handle::<u8>(Event::Tick);
        }
        prop_assert!(!opener.is_working());
    }

    #[test]
    fn the_receiver_keeps_at_most_one_checked_token(events in prop::collection::vec(receiver_events(), 0..24)) {
        use receiver::{Effect, Event};
        let mut receiver = Receiver::default();
        let (mut checked, mut checks, mut keeps, mut stored, mut consent) = (false, 0, 0, 0, false);
        for event in events {
            if let Event::Checked(Ok(holder)) = &event {
                checked = checks > 0;
                consent = *holder == Holder::Free;
            }
            if event == Event::Decided(true) {
                consent = true;
            }
            for effect in receiver.handle(event) {
                match effect {
                    Effect::Check(_) => checks += 1,
                    Effect::Keep => {
                        keeps += 1;
                        prop_assert!(checked, "kept unchecked");
                        prop_assert!(consent, "another user's session replaced silently");
                    }
                    Effect::PostStored => {
                        stored += 1;
                        prop_assert_eq!(keeps, 1);
                    }
                    _ => {}
                }
            }
            prop_assert!(checks <= 1 && keeps <= 1 && stored <= 1);
        }
    }
}
