//! What a browser holds of a domain. Each thing is made anew for each domain that it is tried at, and shown to be good
//! where it belongs: before, or after where that uses it up.

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{Nonce, Origin};
use serde_json::Value;
use zeroize::Zeroizing;

use super::attempt::{Endpoint, Presented};
use super::backend::{self, Begun, SESSION};
use super::own::Receiver;
use super::place::Place;
use super::report::Report;
use super::trouble::Trouble;
use super::verdict::Verdict;
use super::visit::Kind;
use super::web::{Call, Web};

/// A thing of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
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

const EVERYWHERE: &[Thing] = &[
    Thing::Token,
    Thing::UsedTicket,
    Thing::UnusedTicket,
    Thing::SessionId,
    Thing::Permit,
    Thing::IssuerCookie,
    Thing::Proof,
];
const AT_BACKENDS: &[Thing] = &[
    Thing::SessionCookie,
    Thing::HandedToken,
    Thing::UsedLanding,
    Thing::UnusedLanding,
    Thing::NonceCookie,
];

/// A thing in hand.
pub(super) struct Held {
    /// The token, the ticket, the cookie's value.
    pub(super) text: Zeroizing<String>,
    /// The handoff that it is of.
    pub(super) nonce: Nonce,
    /// Makes the proofs that go along.
    receiver: Receiver,
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
    Know(super::cookie::Cookie),
    /// The backend takes it from its page.
    Take(Begun),
    /// The backend's landing takes this ticket.
    Land(Begun, Zeroizing<String>),
}

impl Thing {
    /// What there is of a domain.
    pub(super) fn of(place: &Place) -> impl Iterator<Item = Self> {
        let further = match place.kind {
            Kind::Static => &[],
            Kind::Backend => AT_BACKENDS,
        };
        let external = place.external;
        let all = EVERYWHERE.iter().chain(further).copied();
        all.filter(move |thing| *thing != Self::HandedToken || !external)
    }

    pub(super) fn name(self) -> &'static str {
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

    /// Presents it at every endpoint of `to`, and of the issuer on behalf of `to`.
    pub(super) async fn try_at(self, web: &Web, from: &Place, to: &Place, report: &mut Report) {
        let held = match self.make(web, from).await {
            Ok(held) => held,
            Err(trouble) => return report.control(self.name(), &from.origin, Err(&trouble)),
        };
        for endpoint in Endpoint::of(to) {
            if self == Self::Proof && !endpoint.takes_proofs() {
                continue;
            }
            let text = self.beside(web, *endpoint, &held, to).await;
            let answers = match text {
                Ok(text) => {
                    let presented = Presented {
                        text: &text,
                        nonce: &held.nonce,
                        key: &held.receiver.key,
                        key_at_issuer: match self {
                            Self::Proof => &held.receiver.key,
                            _ => &to.receiver.key,
                        },
                    };
                    endpoint.try_with(web, from, to, &presented).await
                }
                Err(trouble) => vec![Verdict::unclear(&trouble)],
            };
            report.attempt(self.name(), &from.origin, &to.origin, *endpoint, answers);
        }
        let shown = self.show(web, from, held).await;
        report.control(self.name(), &from.origin, shown.as_ref().copied());
    }

    /// What is presented: the thing, or what the other domain was given, beside which the thing is presented.
    async fn beside(
        self,
        web: &Web,
        endpoint: Endpoint,
        held: &Held,
        to: &Place,
    ) -> Result<Zeroizing<String>, Trouble> {
        match (self, endpoint) {
            (Self::Proof, Endpoint::Redeem) => {
                let receiver = Receiver::begin(web)?;
                Ok(receiver.ticket(web, &to.visit, &to.origin).await?.ticket)
            }
            (Self::Proof, _) => Ok(to.token.clone()),
            (Self::NonceCookie, Endpoint::Landing) => {
                let begun = Begun::begin(web, &to.origin).await?;
                begun.ticket(web, &to.visit, &to.origin).await
            }
            (Self::NonceCookie, Endpoint::Take | Endpoint::Answer) => {
                let cookie = to.cookie.as_ref().map(|cookie| cookie.value().to_owned());
                Ok(Zeroizing::new(cookie.unwrap_or_else(|| held.text.to_string())))
            }
            _ => Ok(held.text.clone()),
        }
    }

    async fn make(self, web: &Web, from: &Place) -> Result<Held, Trouble> {
        let (origin, visit) = (&from.origin, &from.visit);
        let receiver = Receiver::begin(web)?;
        let mut nonce = receiver.nonce.clone();
        let (text, last) = match self {
            Self::Token | Self::Proof => {
                let token = token(web, from, &receiver).await?;
                receiver.renew(web, origin, &token).await?;
                (token, Last::Renew)
            }
            Self::SessionId => {
                let token = token(web, from, &receiver).await?;
                (session_id(&token)?, Last::Shown)
            }
            Self::UsedTicket => {
                let ticket = receiver.ticket(web, visit, origin).await?.ticket;
                receiver.redeem(web, origin, &ticket).await?;
                (ticket, Last::Shown)
            }
            Self::UnusedTicket => (receiver.ticket(web, visit, origin).await?.ticket, Last::Redeem),
            Self::Permit => {
                if !visit.domains(web).await?.contains(origin) {
                    return Err(Trouble::Otherwise("the permit does not name the domain"));
                }
                (visit.permit.clone(), Last::Shown)
            }
            Self::IssuerCookie => {
                let call = Call::get(web.issuer(), "/api/session").page_of(origin);
                let reply = web.ask(call.cookie(&visit.cookie)).await?.ok("/api/session")?;
                if !reply.json().is_some_and(|json| json["session"].is_object()) {
                    return Err(Trouble::Otherwise("/api/session tells the domain of no session"));
                }
                (Zeroizing::new(visit.cookie.value().to_owned()), Last::Shown)
            }
            Self::SessionCookie => {
                let (begun, cookie, _) = backend::sign_in(web, visit, origin).await?;
                backend::knows(web, origin, &cookie).await?;
                nonce = begun.nonce;
                (Zeroizing::new(cookie.value().to_owned()), Last::Know(cookie))
            }
            Self::UsedLanding => {
                let (begun, _, ticket) = backend::sign_in(web, visit, origin).await?;
                nonce = begun.nonce;
                (ticket, Last::Shown)
            }
            Self::HandedToken => {
                let begun = Begun::begin(web, origin).await?;
                nonce = begun.nonce.clone();
                (begun.token(web, visit, origin).await?, Last::Take(begun))
            }
            Self::UnusedLanding | Self::NonceCookie => {
                let begun = Begun::begin(web, origin).await?;
                nonce = begun.nonce.clone();
                let ticket = begun.ticket(web, visit, origin).await?;
                let text = match self {
                    Self::NonceCookie => Zeroizing::new(begun.cookie.value().to_owned()),
                    _ => ticket.clone(),
                };
                (text, Last::Land(begun, ticket))
            }
        };
        Ok(Held {
            text,
            nonce,
            receiver,
            last,
        })
    }

    /// Shows that it was good all the while.
    async fn show(self, web: &Web, from: &Place, held: Held) -> Result<(), Trouble> {
        let (origin, receiver, text) = (&from.origin, &held.receiver, &held.text);
        match held.last {
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
async fn token(web: &Web, from: &Place, receiver: &Receiver) -> Result<Zeroizing<String>, Trouble> {
    let ticket = receiver.ticket(web, &from.visit, &from.origin).await?.ticket;
    receiver.redeem(web, &from.origin, &ticket).await
}

/// A page's own call of its backend, with token and proof.
async fn called(web: &Web, origin: &Origin, receiver: &Receiver, token: &str) -> Result<(), Trouble> {
    let proof = receiver
        .key
        .prove(web, "GET", &origin.join(SESSION), Some(token))?;
    let call = Call::get(origin, SESSION).bearer(token).proof(&proof);
    backend::is_signed_in(web, call).await
}

/// What a token says; it came from the issuer this moment.
fn session_id(token: &str) -> Result<Zeroizing<String>, Trouble> {
    let payload = token.split('.').nth(1);
    let payload = payload.and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
    let claims = payload.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let id = claims.as_ref().and_then(|claims| claims.get("sid")?.as_str());
    let id = id.ok_or(Trouble::Otherwise("the session token names no session"))?;
    Ok(Zeroizing::new(id.to_owned()))
}
