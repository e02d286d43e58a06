//! The session of one domain, as the records of its handoffs have it.

/// What the records say about the domain session that a token is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainSession {
    /// No handoff gave one with this nonce and key.
    Unknown,
    /// It was ended.
    Ended,
    /// It was given, and not ended.
    Live,
}

impl DomainSession {
    /// From all handoffs with one nonce and key: how many gave a session, and how many were ended. One that was ended ends
    /// them all.
    pub fn of(given: i64, ended: i64) -> Self {
        match (given, ended) {
            (0, _) => Self::Unknown,
            (_, 0) => Self::Live,
            (_, _) => Self::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_ended_ends_them_all() {
        let states = [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (2, 2)]
            .map(|(given, ended)| DomainSession::of(given, ended));
        assert_eq!(
            states,
            [
                DomainSession::Unknown,
                DomainSession::Unknown,
                DomainSession::Live,
                DomainSession::Live,
                DomainSession::Ended,
                DomainSession::Ended,
            ]
        );
    }
}
