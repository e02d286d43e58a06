//! With an attacker whose every step is chosen at the worst moment.

use crate::explore::{explore, explore_deep, has_cycle};
use crate::outcomes::{attempts, leaks};
use crate::rules::{Grain, Rules};
use crate::run::{Faults, Run};
use crate::starts::{all, worlds};
use crate::world::Budget;

fn run(attacks: u8, faults: u8) -> Run {
    let left = Budget {
        submissions: 1,
        faults,
        attacks,
    };
    Run {
        starts: worlds(&all(), &left),
        rules: Rules {
            grain: Grain::Coarse,
            ..Rules::AS_BUILT
        },
        faults: Faults::All,
        reaches: attempts,
    }
}

#[test]
fn an_attacker_gets_nothing_by_two_steps() {
    explore("two hostile steps", run(2, 0));
}

/// The journey that most take: at a first-party domain, with credentials.
#[test]
fn an_attacker_gets_nothing_by_three_steps_against_a_popup() {
    let mut run = run(3, 0);
    run.starts.truncate(1);
    explore("three hostile steps against a popup", run);
}

#[test]
fn an_attacker_gets_nothing_by_a_step_and_a_fault() {
    explore("a hostile step and a fault", run(1, 1));
}

#[test]
fn a_leaked_ticket_is_of_no_use() {
    let run = Run {
        faults: Faults::Leaks,
        reaches: leaks,
        ..run(1, 1)
    };
    explore("a leaked ticket and a hostile step", run);
}

#[test]
fn attacks_never_lead_back_to_where_they_were() {
    assert!(!has_cycle(&run(1, 0)));
}

#[test]
#[ignore = "takes minutes: its figures are in SECURITY.md"]
fn an_attacker_gets_nothing_by_three_steps() {
    explore_deep("three hostile steps", run(3, 0));
}

#[test]
#[ignore = "takes minutes: its figures are in SECURITY.md"]
fn an_attacker_gets_nothing_by_four_steps_against_a_popup() {
    let mut run = run(4, 0);
    run.starts.truncate(1);
    explore_deep("four hostile steps against a popup", run);
}

#[test]
#[ignore = "takes minutes: its figures are in SECURITY.md"]
fn an_attacker_gets_nothing_by_two_steps_and_a_fault() {
    explore_deep("two hostile steps and a fault", run(2, 1));
}
