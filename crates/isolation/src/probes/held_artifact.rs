//! A thing in hand: how it is got as a browser gets it, and what shows that it is good where it belongs.

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{Nonce, Origin};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::client::backend::{self, Begun, SESSION};
use crate::client::call::Call;
use crate::client::cookie::Cookie;
use crate::client::receiver::Receiver;
use crate::client::visit::Kind;
use crate::client::web::Web;
use crate::probe_error::ProbeError;
use crate::probes::artifact::Artifact;
use crate::probes::place::Place;

/// A thing in hand.
pub(crate) struct HeldArtifact {
    /// The token, the ticket, the cookie's value.
    pub(crate) text: Zeroizing<String>,
    /// The handoff that it is of.
    pub(crate) nonce: Nonce,
    /// Makes the proofs that go along.
    pub(crate) receiver: Receiver,
    /// How it is used up, to show that it was good.
    last: Last,
}

/// What shows that a thing was good all the while.
enum Last {
    /// It has been shown.
    Shown,
    /// Our receiver renews with it.
    Renew,
    /// Our receiver redeems it.
    Redeem,
    /// The backend knows whose it is.
    Know(Cookie),
    /// The backend takes it from its page.
    Take(Begun),
    /// The backend's landing takes this ticket.
    Land(Begun, Zeroizing<String>),
}

impl HeldArtifact {
    /// Gets it, and shows that it is good where it belongs unless that uses it up.
    pub(crate) async fn make(thing: Artifact, web: &Web, from: &Place) -> Result<Self, ProbeError> {
        let (origin, visit) = (&from.origin, &from.visit);
        let receiver = Receiver::begin(web)?;
        let mut nonce = receiver.nonce.clone();
        let (text, last) = match thing {
            Artifact::Token | Artifact::Proof => {
                let token = token(web, from, &receiver).await?;
                receiver.renew(web, origin, &token).await?;
                (token, Last::Renew)
            }
            Artifact::SessionId => {
                let token = token(web, from, &receiver).await?;
                (session_id(&token)?, Last::Shown)
            }
            Artifact::UsedTicket => {
                let ticket = receiver.ticket(web, visit, origin).await?.ticket;
                receiver.redeem(web, origin, &ticket).await?;
                (ticket, Last::Shown)
            }
            Artifact::UnusedTicket => (receiver.ticket(web, visit, origin).await?.ticket, Last::Redeem),
            Artifact::Permit => {
                if !visit.domains(web).await?.contains(origin) {
                    return Err(ProbeError::Otherwise("the permit does not name the domain"));
                }
                (visit.permit.clone(), Last::Shown)
            }
            Artifact::IssuerCookie => {
                let call = Call::get(web.issuer(), "/api/session").page_of(origin);
                let reply = web.ask(call.cookie(&visit.cookie)).await?.ok("/api/session")?;
                if !reply.json().is_some_and(|json| json["session"].is_object()) {
                    return Err(ProbeError::Otherwise(
                        "/api/session tells the domain of no session",
                    ));
                }
                (Zeroizing::new(visit.cookie.value().to_owned()), Last::Shown)
            }
            Artifact::SessionCookie => {
                let (begun, cookie, _) = backend::sign_in(web, visit, origin).await?;
                backend::knows(web, origin, &cookie).await?;
                nonce = begun.nonce;
                (Zeroizing::new(cookie.value().to_owned()), Last::Know(cookie))
            }
            Artifact::UsedLanding => {
                let (begun, _, ticket) = backend::sign_in(web, visit, origin).await?;
                nonce = begun.nonce;
                (ticket, Last::Shown)
            }
            Artifact::HandedToken => {
                let begun = Begun::begin(web, origin).await?;
                nonce = begun.nonce.clone();
                (begun.token(web, visit, origin).await?, Last::Take(begun))
            }
            Artifact::UnusedLanding | Artifact::NonceCookie => {
                let begun = Begun::begin(web, origin).await?;
                nonce = begun.nonce.clone();
                let ticket = begun.ticket(web, visit, origin).await?;
                let text = if thing == Artifact::NonceCookie {
                    Zeroizing::new(begun.cookie.value().to_owned())
                } else {
                    ticket.clone()
                };
                (text, Last::Land(begun, ticket))
            }
        };
        Ok(Self {
            text,
            nonce,
            receiver,
            last,
        })
    }

    /// Shows that it was good all the while.
    pub(crate) async fn show(self, web: &Web, from: &Place) -> Result<(), ProbeError> {
        let (origin, receiver, text) = (&from.origin, &self.receiver, &self.text);
        match self.last {
            Last::Shown => Ok(()),
            Last::Redeem => receiver.redeem(web, origin, text).await.map(drop),
            Last::Know(cookie) => backend::knows(web, origin, &cookie).await,
            Last::Take(begun) => begun.take(web, origin, text).await,
            Last::Land(begun, ticket) => begun.land(web, origin, &ticket).await.map(drop),
            Last::Renew => {
                receiver.renew(web, origin, text).await?;
                match from.kind {
                    Kind::Static => Ok(()),
                    Kind::Backend => called(web, origin, receiver, text).await,
                }
            }
        }
    }
}

/// A session token of that receiver's.
pub(crate) async fn token(
    web: &Web,
    from: &Place,
    receiver: &Receiver,
) -> Result<Zeroizing<String>, ProbeError> {
    let ticket = receiver.ticket(web, &from.visit, &from.origin).await?.ticket;
    receiver.redeem(web, &from.origin, &ticket).await
}

/// A page's own call of its backend, with token and proof.
async fn called(web: &Web, origin: &Origin, receiver: &Receiver, token: &str) -> Result<(), ProbeError> {
    let proof = receiver
        .key
        .prove(web, "GET", &origin.join(SESSION), Some(token))?;
    let call = Call::get(origin, SESSION).bearer(token).proof(&proof);
    backend::is_signed_in(web, call).await
}

/// What a token says; it came from the issuer this moment.
fn session_id(token: &str) -> Result<Zeroizing<String>, ProbeError> {
    let payload = token.split('.').nth(1);
    let payload = payload.and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
    let claims = payload.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let id = claims.as_ref().and_then(|claims| claims.get("sid")?.as_str());
    let id = id.ok_or(ProbeError::Otherwise("the session token names no session"))?;
    Ok(Zeroizing::new(id.to_owned()))
}
