//! A domain: a registered origin that takes sessions from the issuer.

use crosspass_protocol::{Origin, PropagationId, ReturnTo};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{DisplayText, OrganizationName};
use crate::upstream::CookieReach;

/// A registered origin.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The exact origin.
    pub origin: Origin,
    /// What pages call it.
    pub name: DisplayText,
    /// Who owns it.
    pub organization: OrganizationName,
    /// Whose code runs there.
    pub trust: Trust,
    /// Where it takes sessions.
    pub kind: DomainKind,
    /// Whether an operator has it take no sessions at present.
    pub suspended: bool,
    /// Whether it takes none because its owner has not proven that it is theirs ([`super::DomainVerification`]).
    pub unproven: bool,
}

/// Whose code runs at a domain: decides about popups, and about signing in without a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Our own.
    FirstParty,
    /// Somebody else's: no popup, and a named button before the first visit.
    External,
}

impl Trust {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstParty => "first-party",
            Self::External => "external",
        }
    }

    /// Parses what `as_str` gave.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::FirstParty, Self::External]
            .into_iter()
            .find(|trust| trust.as_str() == text)
    }
}

/// Where a domain takes sessions: decides where a redirect carries its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainKind {
    /// In its pages: the receiver is in the browser, and no server of its own is needed.
    Static,
    /// At its server: the receiver holds its key there, and answers redirects itself.
    Backend,
}

impl DomainKind {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Backend => "backend",
        }
    }

    /// Parses what `as_str` gave.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Static, Self::Backend]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// What `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

impl Domain {
    /// Whether it takes no sessions at present, for whatever reason.
    pub fn is_paused(&self) -> bool {
        self.suspended || self.unproven
    }

    /// The receiver page: where the popup opens, and redirects to a static domain land.
    pub fn receiver(&self) -> String {
        self.origin.join("/crosspass/receiver.html")
    }

    /// Where a ticket is taken: in the fragment, which no server sees, unless the server is who takes it.
    pub fn landing(&self, ticket: &str) -> String {
        match self.kind {
            DomainKind::Static => format!("{}#ticket={ticket}", self.receiver()),
            DomainKind::Backend => self.origin.join(&format!("/crosspass/session?ticket={ticket}")),
        }
    }

    /// Where a handoff begins that did not begin at the domain. Carries no credential.
    pub fn begin(&self, return_to: &ReturnTo) -> String {
        let return_to = utf8_percent_encode(return_to.as_str(), COMPONENT);
        match self.kind {
            DomainKind::Static => format!("{}#begin={return_to}", self.receiver()),
            DomainKind::Backend => self
                .origin
                .join(&format!("/crosspass/begin?return_to={return_to}")),
        }
    }

    /// Where pages of a domain learn that its session may have ended: there the receiver asks the issuer.
    pub fn ended(&self) -> String {
        format!("{}#ended", self.receiver())
    }

    /// Where a handoff begins that is one of a propagation's: it ends at the issuer, which goes on from there.
    pub fn propagate(&self, id: &PropagationId) -> String {
        match self.kind {
            DomainKind::Static => format!("{}#propagate={id}", self.receiver()),
            DomainKind::Backend => self.origin.join(&format!("/crosspass/begin?propagate={id}")),
        }
    }
}

/// Why an origin is no domain of this issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainRuleError {
    /// It is the issuer itself.
    #[error("it is the issuer's own origin")]
    Issuer,
    /// A loopback domain of an issuer that is not on loopback.
    #[error("a loopback domain needs a loopback issuer")]
    Loopback,
    /// A domain whose pages or server would get the session cookie of the identity provider.
    #[error(
        "browsers send it the session cookie of Ory Kratos (kratos.cookie_domain, or the issuer's host at any port)"
    )]
    ProviderCookie,
    /// A domain on the network of an issuer without TLS.
    #[error("an issuer on plain http takes loopback domains only")]
    PlainIssuer,
}

/// Whether an origin may be a domain of an issuer whose identity provider's cookie has this reach.
pub fn fits_issuer(
    origin: &Origin,
    issuer: &Origin,
    provider_cookie: Option<&CookieReach>,
) -> Result<(), DomainRuleError> {
    if origin == issuer {
        Err(DomainRuleError::Issuer)
    } else if origin.is_loopback() && !issuer.is_loopback() {
        Err(DomainRuleError::Loopback)
    } else if !origin.is_loopback() && !issuer.is_https() {
        Err(DomainRuleError::PlainIssuer)
    } else if provider_cookie.is_some_and(|reach| reach.covers(origin.host())) {
        Err(DomainRuleError::ProviderCookie)
    } else {
        Ok(())
    }
}
