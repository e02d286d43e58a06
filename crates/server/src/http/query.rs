//! Query parameters, parsed strictly: once each, percent-encoded UTF-8.

use super::pairs::{PairError, Pairs, pairs, shown};
use crate::error::PageError;

/// Parameters by name.
#[derive(Debug, Default)]
pub(super) struct Query(Pairs);

impl Query {
    /// Parses a query in which these names may occur, and no others.
    pub(super) fn parse(query: Option<&str>, known: &[&str]) -> Result<Self, PageError> {
        let query = Self::read(query)?;
        match query.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(refuse(&shown(name), "there is no such parameter")),
            None => Ok(query),
        }
    }

    /// Parses a query of which newer senders may say more than is known here.
    pub(super) fn read(query: Option<&str>) -> Result<Self, PageError> {
        const ENCODING: &str = "it is not percent-encoded UTF-8";
        pairs(query.unwrap_or_default())
            .map(Self)
            .map_err(|error| match error {
                PairError::TooMany => refuse("the query", "it has too many parameters"),
                PairError::Twice(name) => refuse(&shown(&name), "it is given twice"),
                PairError::Name => refuse("a parameter's name", ENCODING),
                PairError::Value(name) => refuse(&shown(&name), ENCODING),
            })
    }

    /// A parameter's value.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A refusal about a parameter.
pub(super) fn refuse(name: &str, wrong: impl ToString) -> PageError {
    PageError::Parameter {
        name: name.to_owned(),
        wrong: wrong.to_string(),
    }
}
