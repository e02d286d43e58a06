//! Where a handoff leads in the end: to a page of this domain, or back to the issuer, which goes on with a propagation.

use crosspass_protocol::{Origin, PropagationId, ReturnTo};

use crate::error::Refusal;

/// Where a handoff leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// An address of this domain.
    Page(String),
    /// A propagation of the issuer's: of its address only the id is ever read.
    Propagation(PropagationId),
}

/// What a cookie has before a propagation's id; no address begins so.
const PROPAGATION: &str = "propagate/";

impl Destination {
    /// An address of this domain, from a path or a whole address; never one below `/crosspass/`.
    pub(crate) fn page(text: &str, origin: &Origin) -> Result<Self, Refusal> {
        const OWN: &str = "return_to: give a path of this site, as in /account";
        let whole = if text.starts_with('/') {
            origin.join(text)
        } else {
            text.to_owned()
        };
        let address = ReturnTo::parse(&whole).map_err(|_| Refusal::Request(OWN))?;
        if address.origin() == origin {
            Ok(Self::Page(address.as_str().to_owned()))
        } else {
            Err(Refusal::Request(OWN))
        }
    }

    /// The domain's root.
    pub(crate) fn root(origin: &Origin) -> Self {
        Self::Page(origin.join("/"))
    }

    /// A propagation, from its id as it travels.
    pub(crate) fn propagation(id: &str) -> Result<Self, Refusal> {
        let id = PropagationId::parse(id);
        id.map(Self::Propagation)
            .map_err(|_| Refusal::Request("propagate: it is no propagation's id"))
    }

    /// As a cookie has it.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Page(address) => address.clone(),
            Self::Propagation(id) => format!("{PROPAGATION}{id}"),
        }
    }

    /// What a cookie says. It is the browser's word: it is parsed again, like every other input.
    pub(crate) fn from_text(text: &str, origin: &Origin) -> Option<Self> {
        match text.strip_prefix(PROPAGATION) {
            Some(id) => Self::propagation(id).ok(),
            None => Self::page(text, origin).ok(),
        }
    }

    /// The page of this domain that the issuer is told of.
    pub(crate) fn at_home(&self, origin: &Origin) -> String {
        match self {
            Self::Page(address) => address.clone(),
            Self::Propagation(_) => origin.join("/"),
        }
    }

    /// The address that the browser goes to in the end.
    pub(crate) fn address(&self, issuer: &Origin) -> String {
        match self {
            Self::Page(address) => address.clone(),
            Self::Propagation(id) => propagation_address(id, issuer),
        }
    }

    /// The same, if this is a propagation.
    pub(crate) fn propagation_address(&self, issuer: &Origin) -> Option<String> {
        match self {
            Self::Page(_) => None,
            Self::Propagation(id) => Some(propagation_address(id, issuer)),
        }
    }
}

/// At the configured issuer: the browser may have been sent here by any page.
fn propagation_address(id: &PropagationId, issuer: &Origin) -> String {
    issuer.join(&format!("/propagate/{id}"))
}
