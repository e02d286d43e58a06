//! Which callers which of our origins has: one list for all, or for each its own.

use std::collections::HashMap;

use crosspass_protocol::Origin;

use super::Callers;
use super::token_paths::TokenPaths;
use crate::cookie::CrossSite;
use crate::error::StartError;
use crate::options::{Calls, Options};

/// What holds at one origin: its callers, and whether its cookie goes along with calls from other sites.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) callers: Callers,
    /// Where a token of a caller's own origin is taken.
    pub(crate) token_paths: TokenPaths,
    pub(crate) across: Option<CrossSite>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct CrossOrigin {
    /// What was said for an origin alone.
    rules: HashMap<String, Rules>,
    /// What holds at the others.
    for_all: Rules,
}

impl CrossOrigin {
    /// What was said for an origin alone stands in place of what was said for all.
    pub(crate) fn new(options: &Options, issuer: &Origin, own: &[Origin]) -> Result<Self, StartError> {
        let for_all = rules(&options.calls, issuer)?;
        let mut rules_of = HashMap::new();
        for (text, calls) in &options.calls_to {
            let origin = own.iter().find(|origin| origin.as_str() == text);
            let origin = origin.ok_or_else(|| StartError::CallsElsewhere(text.clone()))?;
            rules_of.insert(key(origin), rules(calls, issuer)?);
        }
        Ok(Self {
            rules: rules_of,
            for_all,
        })
    }

    /// What holds at one of our origins.
    pub(crate) fn of(&self, origin: &Origin) -> &Rules {
        self.rules.get(origin.as_str()).unwrap_or(&self.for_all)
    }
}

fn key(origin: &Origin) -> String {
    origin.as_str().to_owned()
}

fn rules(calls: &Calls, issuer: &Origin) -> Result<Rules, StartError> {
    let callers = Callers::parse(&calls.callers, issuer)?;
    let token_paths = TokenPaths::parse(&calls.paths)?;
    if callers.is_empty() && calls.across.is_some() {
        return Err(StartError::CookiesForNobody);
    }
    if callers.is_empty() && !token_paths.is_empty() {
        return Err(StartError::PathsForNobody);
    }
    Ok(Rules {
        callers,
        token_paths,
        across: calls.across,
    })
}
