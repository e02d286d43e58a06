//! What is explored: the steps that there are, the faults, and the bounds.

use stateright::Property;

use crate::attacker::Attack;
use crate::auth::Outcome;
use crate::place::Id;
use crate::receiver::Turn;
use crate::rules::Rules;
use crate::symbols::User;
use crate::world::World;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    Submit(Id, User),
    /// `window.open` returns a window.
    Opened(Id),
    /// It returns none.
    Blocked(Id),
    Load(Id),
    /// What comes is no receiver.
    LoadMute(Id),
    /// What comes has a COOP header.
    LoadCut(Id),
    Answer(Id, usize, Outcome),
    Deliver(usize),
    Tick(Id),
    /// The auth page looks at `closed`, which is true.
    SeesClosed(Id),
    /// And when it is true of an open window.
    SeesClosedFalsely(Id),
    Work(Id, Turn),
    UserCloses(Id),
    Forget,
    Wipe,
    Duplicate(Id),
    Leak(Id),
    Attack(Attack),
}

/// What goes wrong by itself, as often as the budget says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Faults {
    /// Whatever browsers, networks and users do.
    All,
    /// The address with a ticket becomes known, and nothing else.
    Leaks,
}

/// What is explored: where it begins, and the bounds.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) starts: Vec<World>,
    pub(crate) rules: Rules,
    pub(crate) faults: Faults,
    /// What some world must come to, or the run would prove nothing.
    pub(crate) reaches: fn() -> Vec<Property<Run>>,
}
