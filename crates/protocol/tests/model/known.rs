//! What the model found and what is so today, each with the check under which it is not. Who builds
//! that check moves it out of `NOT_BUILT`, and the test's first half fails.

use stateright::Property;

use crate::explore::{counterexample, explore};
use crate::properties::{ASKED, RIGHT_USER_ALWAYS, TRUE_WORDS, wanted};
use crate::rules::{Check, Grain, Rules};
use crate::run::{Faults, Run};
use crate::starts::{all, two_tabs, worlds};
use crate::symbols::User;
use crate::world::{Budget, World};

fn run(starts: Vec<World>, grain: Grain, remedy: Option<Check>, wanted: fn() -> Vec<Property<Run>>) -> Run {
    Run {
        starts,
        rules: Rules {
            remedy,
            grain,
            second_user: User::Other,
            ..Rules::AS_BUILT
        },
        faults: Faults::All,
        reaches: wanted,
    }
}

fn nothing_more() -> Vec<Property<Run>> {
    Vec::new()
}

fn of_the_leak() -> Vec<Property<Run>> {
    wanted()
        .into_iter()
        .filter(|wish| wish.name == RIGHT_USER_ALWAYS)
        .collect()
}

fn of_the_words() -> Vec<Property<Run>> {
    wanted()
        .into_iter()
        .filter(|wish| wish.name == TRUE_WORDS)
        .collect()
}

/// Two users of one browser sign in at the same moment in two tabs: the receivers look whose session
/// is there, then store. The later one replaces the other's session without a question.
#[test]
fn two_users_at_the_same_moment_are_not_asked() {
    let left = Budget {
        submissions: 2,
        faults: 0,
        attacks: 0,
    };
    let run = |remedy| {
        let starts = vec![two_tabs(false, &left)];
        run(starts, Grain::Fine, remedy, nothing_more)
    };
    let path = counterexample(ASKED, run(None));
    println!("today: {path:?}");
    assert!(path.is_some());
    explore(
        "two users at once, looked at again",
        run(Some(Check::HolderAgain)),
    );
}

/// Who sees a ticket's address before the ticket is used up knows its nonce and thumbprint, can have a
/// ticket of their own account bound to both, and sign this browser in to their account with a link.
#[test]
fn a_leak_before_the_use_lets_the_attackers_account_in() {
    let left = Budget {
        submissions: 1,
        faults: 1,
        attacks: 1,
    };
    let run = |remedy| Run {
        faults: Faults::Leaks,
        ..run(worlds(&all(), &left), Grain::Coarse, remedy, of_the_leak)
    };
    let path = counterexample(RIGHT_USER_ALWAYS, run(None));
    println!("today: {path:?}");
    assert!(path.is_some());
    explore("a leak, one user for a nonce", run(Some(Check::OneUserForANonce)));
}

/// The popup has used the handoff up, but its word is late: the redirect carrier then says "you are
/// not signed in" to somebody who is. So does the second of two tabs with the same ticket.
#[test]
fn a_late_word_of_the_popup_misleads() {
    let run = |faults, remedy| {
        let left = Budget {
            submissions: 1,
            faults,
            attacks: 0,
        };
        run(worlds(&all(), &left), Grain::Fine, remedy, of_the_words)
    };
    let path = counterexample(TRUE_WORDS, run(0, None));
    println!("today: {path:?}");
    assert!(path.is_some());
    explore("late words, led on", run(1, Some(Check::SessionIsThere)));
}
