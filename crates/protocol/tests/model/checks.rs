//! The properties bite: each check of the adapters, left out, leads to a counterexample.

use crate::explore::counterexample;
use crate::properties::{
    ANNOUNCED, ASKED, DEAF, DONE, NO_DEAD_END, ON_THE_WAY, ONCE, RIGHT_USER, SECRET, TRUE_WORDS,
};
use crate::rules::{Check, Grain, Rules};
use crate::run::{Faults, Run};
use crate::starts::{all, two_users, worlds};
use crate::symbols::User;
use crate::world::{Budget, World};

/// That something breaks without the check, and what.
fn breaks(check: Check, property: &'static str, grain: Grain, [faults, attacks]: [u8; 2]) {
    let left = Budget {
        submissions: 1,
        faults,
        attacks,
    };
    breaks_from(worlds(&all(), &left), check, property, grain);
}

fn breaks_from(starts: Vec<World>, check: Check, property: &'static str, grain: Grain) {
    let run = Run {
        starts,
        rules: Rules {
            lacking: Some(check),
            grain,
            second_user: User::Other,
        },
        faults: if matches!(check, Check::Key | Check::OneUserForANonce) {
            Faults::Leaks
        } else {
            Faults::All
        },
        reaches: Vec::new,
    };
    let path = counterexample(property, run);
    println!("without {check:?}: {}", path.as_deref().unwrap_or("nothing"));
    assert!(path.is_some(), "{check:?} may be left out");
}

const NOBODY: [u8; 2] = [0, 0];
const A_FAULT: [u8; 2] = [1, 0];

fn steps(attacks: u8) -> [u8; 2] {
    [0, attacks]
}

#[test]
fn event_origin_at_the_auth_page() {
    breaks(Check::OpenerOrigin, DONE, Grain::Coarse, steps(3));
}

#[test]
fn event_source_at_the_auth_page() {
    breaks(Check::OpenerSource, ANNOUNCED, Grain::Coarse, steps(2));
}

#[test]
fn event_origin_at_the_receiver() {
    breaks(Check::ReceiverOrigin, DEAF, Grain::Coarse, steps(2));
}

#[test]
fn target_origin_of_the_token() {
    breaks(Check::ExactTarget, SECRET, Grain::Coarse, steps(1));
}

#[test]
fn target_origin_of_ready() {
    breaks(Check::ExactTarget, RIGHT_USER, Grain::Coarse, steps(2));
}

#[test]
fn the_nonce() {
    breaks(Check::Nonce, RIGHT_USER, Grain::Coarse, steps(1));
}

#[test]
fn the_key_of_a_proof() {
    breaks(Check::Key, SECRET, Grain::Coarse, [1, 1]);
}

#[test]
fn one_transaction_for_using_a_handoff_up() {
    breaks(Check::AtomicConsume, ONCE, Grain::Fine, A_FAULT);
}

#[test]
fn what_was_announced_against_what_the_token_is_bound_to() {
    breaks(Check::ReadyCompared, ANNOUNCED, Grain::Fine, A_FAULT);
}

#[test]
fn an_address_of_the_domains_own_to_end_at() {
    breaks(Check::OwnAddress, RIGHT_USER, Grain::Coarse, steps(2));
}

#[test]
fn an_address_of_the_domains_own_to_land_at() {
    breaks(Check::OwnAddress, ON_THE_WAY, Grain::Coarse, steps(2));
}

#[test]
fn patience_with_a_mute_popup() {
    breaks(Check::Patience, NO_DEAD_END, Grain::Fine, A_FAULT);
}

#[test]
fn the_question_before_another_user_is_replaced() {
    breaks(Check::Question, ASKED, Grain::Fine, NOBODY);
}

#[test]
fn a_look_at_whose_session_is_there_in_the_task_that_stores() {
    breaks_from(two_users(), Check::HolderAgain, ASKED, Grain::Fine);
}

#[test]
fn one_user_for_a_nonce() {
    breaks(Check::OneUserForANonce, RIGHT_USER, Grain::Coarse, [1, 1]);
}

#[test]
fn a_handoff_whose_session_is_there_leads_on() {
    breaks(Check::SessionIsThere, TRUE_WORDS, Grain::Fine, NOBODY);
}
