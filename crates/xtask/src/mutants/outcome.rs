//! How a run of mutants ended, in figures and in survivors.

use super::known::Mutant;
use std::fmt;
use std::ops::AddAssign;

/// How many mutants there were, and how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) mutants: usize,
    pub(super) caught: usize,
    /// By the model, of those that the tests had let pass; counted in `caught` too.
    pub(super) by_model: usize,
    pub(super) unviable: usize,
    pub(super) timeouts: usize,
    pub(super) survivors: usize,
}

/// How a suite, or a part of it, ended.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) figures: Figures,
    pub(super) survivors: Vec<Mutant>,
}

impl AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.figures += other.figures;
        self.survivors.extend(other.survivors);
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.mutants += other.mutants;
        self.caught += other.caught;
        self.by_model += other.by_model;
        self.unviable += other.unviable;
        self.timeouts += other.timeouts;
        self.survivors += other.survivors;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} mutants: {} caught ({} by the model alone), {} do not compile, {} run into the time-out, {} survive",
            self.mutants, self.caught, self.by_model, self.unviable, self.timeouts, self.survivors
        )
    }
}
