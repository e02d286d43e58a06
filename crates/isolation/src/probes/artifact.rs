//! What a browser holds of a domain. Each artifact is made anew for each domain that it is tried at, and shown to be good
//! where it belongs: before, or after where that uses it up.

use super::domain::Domain;
use super::held_artifact::HeldArtifact;
use super::{
    issuer_cookie, nonce_cookie, permit, popup_token, session_cookie, session_id, session_token, ticket,
};
use crate::client::issuer_session::DomainKind;
use crate::client::probe_error::ProbeError;
use crate::client::user_agent::UserAgent;

/// An artifact of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Artifact {
    /// A session token, with a key of its own.
    Token,
    /// A ticket that was redeemed.
    UsedTicket,
    /// One that was not.
    UnusedTicket,
    /// The session's public id.
    SessionId,
    /// What the auth page shows.
    Permit,
    /// The issuer's cookie, of a session that was carried to this domain alone.
    IssuerCookie,
    /// Proofs of the domain's key, beside what the other domain was given.
    Proof,
    /// A backend's session cookie.
    SessionCookie,
    /// The token that a backend's popup is handed, not yet taken.
    HandedToken,
    /// A ticket that a backend redeemed.
    UsedLanding,
    /// One that it did not.
    UnusedLanding,
    /// A backend's nonce cookie, beside what the other domain was given.
    NonceCookie,
}

const EVERYWHERE: &[Artifact] = &[
    Artifact::Token,
    Artifact::UsedTicket,
    Artifact::UnusedTicket,
    Artifact::SessionId,
    Artifact::Permit,
    Artifact::IssuerCookie,
    Artifact::Proof,
];
const AT_BACKENDS: &[Artifact] = &[
    Artifact::SessionCookie,
    Artifact::HandedToken,
    Artifact::UsedLanding,
    Artifact::UnusedLanding,
    Artifact::NonceCookie,
];

impl Artifact {
    /// What there is of a domain.
    pub(crate) fn of(place: &Domain) -> impl Iterator<Item = Self> {
        let further = match place.kind {
            DomainKind::Static => &[],
            DomainKind::Backend => AT_BACKENDS,
        };
        let external = place.external;
        let all = EVERYWHERE.iter().chain(further).copied();
        all.filter(move |thing| *thing != Self::HandedToken || !external)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Token => "session token",
            Self::UsedTicket => "ticket, used",
            Self::UnusedTicket => "ticket, unused",
            Self::SessionId => "session id",
            Self::Permit => "permit",
            Self::IssuerCookie => "issuer cookie",
            Self::Proof => "DPoP proof",
            Self::SessionCookie => "session cookie",
            Self::HandedToken => "token for the popup",
            Self::UsedLanding => "backend's ticket, used",
            Self::UnusedLanding => "backend's ticket, unused",
            Self::NonceCookie => "nonce cookie",
        }
    }

    /// Gets it as a browser gets it, and shows that it is good where it belongs unless that uses it up.
    pub(crate) async fn hold(self, agent: &UserAgent, from: &Domain) -> Result<HeldArtifact, ProbeError> {
        match self {
            // Proofs are made with the token's key.
            Self::Token | Self::Proof => session_token::hold(agent, from).await,
            Self::UsedTicket => ticket::hold_used(agent, from).await,
            Self::UnusedTicket => ticket::hold_unused(agent, from).await,
            Self::SessionId => session_id::hold(agent, from).await,
            Self::Permit => permit::hold(agent, from).await,
            Self::IssuerCookie => issuer_cookie::hold(agent, from).await,
            Self::SessionCookie => session_cookie::hold(agent, from).await,
            Self::HandedToken => popup_token::hold(agent, from).await,
            Self::UsedLanding => ticket::hold_used_landing(agent, from).await,
            Self::UnusedLanding => ticket::hold_unused_landing(agent, from).await,
            Self::NonceCookie => nonce_cookie::hold(agent, from).await,
        }
    }
}
