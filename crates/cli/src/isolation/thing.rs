//! What a browser holds of a domain. Each thing is made anew for each domain that it is tried at, and shown to be good
//! where it belongs: before, or after where that uses it up.

use zeroize::Zeroizing;

use super::attempt::{Endpoint, Presented};
use super::backend::Begun;
use super::held::{Held, token};
use super::own::Receiver;
use super::place::Place;
use super::report::Report;
use super::trouble::Trouble;
use super::verdict::Verdict;
use super::visit::Kind;
use super::web::Web;

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
        let held = match Held::make(self, web, from).await {
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
                        key_at_issuer: if self == Self::Proof {
                            &held.receiver.key
                        } else {
                            &to.receiver.key
                        },
                    };
                    endpoint.try_with(web, from, to, &presented).await
                }
                Err(trouble) => vec![Verdict::unclear(&trouble)],
            };
            report.attempt(self.name(), &from.origin, &to.origin, *endpoint, answers);
        }
        let shown = held.show(web, from).await;
        report.control(self.name(), &from.origin, shown.as_ref().copied());
    }

    /// What is presented: the thing, or what the other domain was given this moment, beside which the thing is
    /// presented.
    async fn beside(
        self,
        web: &Web,
        endpoint: Endpoint,
        held: &Held,
        to: &Place,
    ) -> Result<Zeroizing<String>, Trouble> {
        if self == Self::Proof {
            let receiver = Receiver::begin(web)?;
            return if endpoint == Endpoint::Redeem {
                Ok(receiver.ticket(web, &to.visit, &to.origin).await?.ticket)
            } else {
                token(web, to, &receiver).await
            };
        }
        if self == Self::NonceCookie {
            let begun = async || Begun::begin(web, &to.origin).await;
            if endpoint == Endpoint::Landing {
                return begun().await?.ticket(web, &to.visit, &to.origin).await;
            }
            // Other people's code gets no popup, so there is no token for one.
            if matches!(endpoint, Endpoint::Take | Endpoint::Answer) && !to.external {
                return begun().await?.token(web, &to.visit, &to.origin).await;
            }
        }
        Ok(held.text.clone())
    }
}
