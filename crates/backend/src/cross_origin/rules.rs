//! Which callers which of our origins has: one list for all, or for each its own.

use std::collections::HashMap;

use axum::http::request::Parts;
use crosspass_protocol::Origin;

use super::{Called, Callers};
use crate::cookie::CrossSite;
use crate::error::StartError;
use crate::options::Options;
use crate::state::Inner;

/// What holds at one origin: its callers, and whether its cookie goes along with calls from other sites.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) callers: Callers,
    pub(crate) across: Option<CrossSite>,
}

/// The rules of all our origins.
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
        let for_all = rules(&options.callers, options.across, issuer)?;
        let mut rules_of = HashMap::new();
        for calls in &options.calls {
            let origin = own.iter().find(|origin| origin.as_str() == calls.origin);
            let origin = origin.ok_or_else(|| StartError::CallsElsewhere(calls.origin.clone()))?;
            let rules = rules(&calls.callers, calls.across, issuer)?;
            rules_of.insert(key(origin), rules);
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

impl Inner {
    /// A request as the rules of the origin that it is for see it. Where it is for none, nobody calls.
    pub(crate) fn called(&self, parts: &Parts) -> Called {
        let origin = self.origin(&parts.headers, &parts.uri);
        origin.map_or_else(
            |_| Called::default(),
            |origin| self.calls.of(origin).callers.called(&parts.headers),
        )
    }
}

fn key(origin: &Origin) -> String {
    origin.as_str().to_owned()
}

fn rules(callers: &[String], across: Option<CrossSite>, issuer: &Origin) -> Result<Rules, StartError> {
    let callers = Callers::parse(callers, issuer)?;
    if callers.is_empty() && across.is_some() {
        return Err(StartError::CookiesForNobody);
    }
    Ok(Rules { callers, across })
}
