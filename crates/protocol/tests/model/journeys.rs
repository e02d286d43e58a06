//! Without an attacker: whatever browsers, networks and users do, each journey ends well or with a code.

use crate::explore::{explore, has_cycle};
use crate::outcomes::outcomes;
use crate::rules::Rules;
use crate::run::{Faults, Run};
use crate::starts::{all, two_users, worlds};
use crate::symbols::User;
use crate::world::Budget;

fn run(faults: u8) -> Run {
    let left = Budget {
        submissions: 2,
        faults,
        attacks: 0,
    };
    Run {
        starts: worlds(&all(), &left),
        rules: Rules::AS_BUILT,
        faults: Faults::All,
        reaches: outcomes,
    }
}

#[test]
fn end_well_or_with_a_code_whatever_goes_wrong_twice() {
    explore("journeys with two faults", run(2));
}

#[test]
fn end_well_for_two_users_at_the_same_moment() {
    let run = Run {
        starts: two_users(),
        rules: Rules {
            second_user: User::Other,
            ..Rules::AS_BUILT
        },
        reaches: Vec::new,
        ..run(0)
    };
    explore("two users at the same moment", run);
}

#[test]
fn never_lead_back_to_where_they_were() {
    assert!(!has_cycle(&run(1)));
}
