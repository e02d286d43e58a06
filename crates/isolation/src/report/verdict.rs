//! An answer, judged.

/// How an endpoint treats what is presented; the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// As it must be.
    Refused,
    /// It cannot be said: no answer, or the server's own fault.
    Unclear,
    /// The domains are not isolated.
    Accepted,
}

/// An answer, judged.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    /// The answer, in a few words.
    pub(crate) answer: String,
}
