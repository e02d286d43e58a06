//! An artifact in hand, and what shows that it is good where it belongs.

use crosspass_protocol::{Nonce, Origin};
use zeroize::Zeroizing;

use super::domain::Domain;
use crate::client::backend::{self, PendingHandoff, SESSION};
use crate::client::cookie::Cookie;
use crate::client::issuer_session::DomainKind;
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::request::Request;
use crate::client::user_agent::UserAgent;

/// An artifact in hand.
pub(crate) struct HeldArtifact {
    /// The token, the ticket, the cookie's value.
    pub(crate) text: Zeroizing<String>,
    /// The handoff that it is of.
    pub(crate) nonce: Nonce,
    /// Makes the proofs that go along.
    pub(crate) receiver: Receiver,
    /// How it is used up, to show that it was good.
    last: LastUse,
}

/// What shows that an artifact was good all the while.
pub(super) enum LastUse {
    /// It has been shown.
    Shown,
    /// Our receiver renews with it.
    Renew,
    /// Our receiver redeems it.
    Redeem,
    /// The backend knows whose it is.
    Know(Cookie),
    /// The backend takes it from its page.
    Take(PendingHandoff),
    /// The backend's landing takes this ticket.
    Land(PendingHandoff, Zeroizing<String>),
}

impl HeldArtifact {
    /// Of a handoff that began at a receiver of our own.
    pub(super) fn of_receiver(text: Zeroizing<String>, receiver: Receiver, last: LastUse) -> Self {
        Self {
            text,
            nonce: receiver.nonce.clone(),
            receiver,
            last,
        }
    }

    /// Of a handoff that a backend began.
    pub(super) fn of_backend(
        text: Zeroizing<String>,
        nonce: Nonce,
        agent: &UserAgent,
        last: LastUse,
    ) -> Result<Self, ProbeError> {
        let receiver = Receiver::begin(agent)?;
        Ok(Self {
            text,
            nonce,
            receiver,
            last,
        })
    }

    /// Shows that it was good all the while.
    pub(crate) async fn show(self, agent: &UserAgent, from: &Domain) -> Result<(), ProbeError> {
        let (origin, receiver, text) = (&from.origin, &self.receiver, &self.text);
        match self.last {
            LastUse::Shown => Ok(()),
            LastUse::Redeem => receiver.redeem(agent, origin, text).await.map(drop),
            LastUse::Know(cookie) => backend::knows(agent, origin, &cookie).await,
            LastUse::Take(pending) => pending.take(agent, origin, text).await,
            LastUse::Land(pending, ticket) => pending.land(agent, origin, &ticket).await.map(drop),
            LastUse::Renew => {
                receiver.renew(agent, origin, text).await?;
                match from.kind {
                    DomainKind::Static => Ok(()),
                    DomainKind::Backend => called(agent, origin, receiver, text).await,
                }
            }
        }
    }
}

/// A page's own call of its backend, with token and proof.
async fn called(
    agent: &UserAgent,
    origin: &Origin,
    receiver: &Receiver,
    token: &str,
) -> Result<(), ProbeError> {
    let proof = receiver
        .key
        .prove(agent, "GET", &origin.join(SESSION), Some(token))?;
    let call = Request::get(origin, SESSION).bearer(token).proof(&proof);
    backend::is_signed_in(agent, call).await
}
