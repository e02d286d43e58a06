//! The redirect carrier's end: a ticket is redeemed from server to server, and the browser goes on with a cookie. No
//! script has a part in it.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::StringRejection;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::{Code, Origin, UntrustedToken};

use super::body::from_own_page;
use super::notice::{onward_page, question_page, refusal_page};
use crate::answer::with_cookies;
use crate::begun::Begun;
use crate::cookie::{self, Kind};
use crate::destination::Destination;
use crate::error::Refusal;
use crate::session::Session;
use crate::state::{Crosspass, Inner};

const REDEEM: &str = "/api/redeem";

/// How long a token waits for the user's answer.
const QUESTION_LIFE: i64 = 300;

/// What a ticket came to.
enum Landed {
    /// A session.
    Session { token: String, begun: Begun },
    /// Somebody else is signed in here: the user is asked.
    Question {
        token: String,
        present: Session,
        arriving: Session,
    },
    /// The present session came by this very handoff: by the popup, after all, or this is a reload.
    Again(Destination),
}

/// `GET /crosspass/session?ticket=…`.
pub(super) async fn land(inner: &Arc<Inner>, ticket: &str, parts: &Parts) -> Response {
    let (headers, now) = (&parts.headers, inner.clock.now());
    let mut propagation = None;
    let landed = async {
        let origin = inner.origin(headers, &parts.uri)?;
        let nonce = UntrustedToken::parse(ticket)?.unverified_nonce();
        let nonce = nonce.ok_or(Refusal::Code(Code::InvalidToken))?;
        let Some(begun) = Begun::find(headers, &nonce, origin, now)? else {
            let present = inner.present(headers, origin).await?;
            return match present {
                Some(present) if *present.nonce() == nonce => {
                    let destination = Begun::spent(headers, &nonce, origin)?;
                    Ok((origin, Landed::Again(destination)))
                }
                Some(_) | None => Err(Refusal::Code(Code::NonceMismatch)),
            };
        };
        propagation = begun.destination.propagation_address(&inner.issuer);
        inner.check_ticket(ticket, &nonce, origin).await?;
        let address = inner.client.address(REDEEM);
        let proof = inner.key.prove(&address, None, now, &inner.random)?;
        let token = inner.client.exchange(&address, "ticket", ticket, &proof).await?;
        let arriving = inner.handed_over(&token, &nonce, origin).await?;
        let landed = match inner.present(headers, origin).await? {
            Some(present) if present.subject() != arriving.subject() => Landed::Question {
                token,
                present,
                arriving,
            },
            Some(_) | None => Landed::Session { token, begun },
        };
        Ok((origin, landed))
    };
    match landed.await {
        Err(refusal) => {
            tracing::info!(code = %refusal.code(), why = %refusal, "a ticket was refused");
            // In a propagation the issuer notes that this domain got no session, and the next one has its turn.
            match propagation {
                Some(address) => Redirect::to(&address).into_response(),
                None => refusal_page(inner, refusal, "/"),
            }
        }
        Ok((_, Landed::Again(destination))) => {
            Redirect::to(&destination.address(&inner.issuer)).into_response()
        }
        Ok((origin, Landed::Session { token, begun })) => with_cookies(
            Redirect::to(&begun.destination.address(&inner.issuer)),
            [inner.session_cookie(&token, origin), begun.spend(origin)],
        ),
        Ok((
            origin,
            Landed::Question {
                token,
                present,
                arriving,
            },
        )) => with_cookies(
            question_page(&present, &arriving, origin),
            [cookie::set(Kind::Pending, &token, QUESTION_LIFE, origin)],
        ),
    }
}

/// `POST /crosspass/answer`: the user says whether the present session is replaced. A form, so that it works without
/// script; `Origin` says that it is ours.
pub(super) async fn answer(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<String, StringRejection>,
) -> Response {
    let answered = async {
        let origin = inner.origin(&headers, &uri)?;
        from_own_page(&headers, origin)?;
        let token = cookie::find(&headers, Kind::Pending, origin)?;
        let token = token.ok_or(Refusal::Code(Code::TokenExpired))?;
        let nonce = UntrustedToken::parse(token)?.unverified_nonce();
        let nonce = nonce.ok_or(Refusal::Code(Code::InvalidToken))?;
        let begun = Begun::find(&headers, &nonce, origin, inner.clock.now())?;
        let begun = begun.ok_or(Refusal::Code(Code::NonceMismatch))?;
        let done = [cookie::clear(Kind::Pending, origin), begun.spend(origin)];
        let session = match body.as_deref() {
            Ok("user=switch") => {
                inner.handed_over(token, &nonce, origin).await?;
                Some(inner.session_cookie(token, origin))
            }
            Ok("user=stay") => None,
            _ => return Err(Refusal::Request("user: say switch or stay")),
        };
        Ok((begun, done.into_iter().chain(session)))
    };
    match answered.await {
        Err(refusal) => refusal_page(&inner, refusal, "/"),
        Ok((begun, cookies)) => with_cookies(onward(&inner, &begun.destination), cookies),
    }
}

/// The way on from the form. Where it leads to another origin, a page of our own is between: a form's policy
/// (`form-action`) is about redirects as well.
fn onward(inner: &Inner, destination: &Destination) -> Response {
    let address = destination.address(&inner.issuer);
    match destination {
        Destination::Page(_) => Redirect::to(&address).into_response(),
        Destination::Propagation(_) => onward_page(&address),
    }
}

impl Inner {
    /// Whose session there is, if there is one that still holds.
    pub(super) async fn present(
        self: &Arc<Self>,
        headers: &HeaderMap,
        origin: &Origin,
    ) -> Result<Option<Session>, Refusal> {
        let Some(token) = cookie::find(headers, Kind::Session, origin)? else {
            return Ok(None);
        };
        // One whose time is over may be renewed: nobody's session is replaced without the question. What it is renewed
        // to is remembered, and the browser's next request gets it.
        self.by_cookie(token, origin).await.who
    }
}
