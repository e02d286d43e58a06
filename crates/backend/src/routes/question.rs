//! Another user is signed in here: the user says which of two users it is to be, on a page without script.

use axum::extract::State;
use axum::extract::rejection::StringRejection;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::{Code, Origin, UntrustedToken};

use super::body::from_own_page;
use super::notice::{onward_page, question_page, refusal_page};
use crate::answer::with_cookies;
use crate::cookie::{self, CookieKind};
use crate::destination::Destination;
use crate::error::Refusal;
use crate::pending_handoff::PendingHandoff;
use crate::state::{Crosspass, Inner};

/// Where the question is asked.
pub(super) const PATH: &str = "/crosspass/question";
/// How long a token waits for the user's answer.
const LIFE: i64 = 300;

/// Sends the browser to the question. The token that waits goes along in a cookie.
pub(super) fn put(token: &str, origin: &Origin) -> Response {
    let unconfirmed = cookie::set(CookieKind::UnconfirmedSession, token, LIFE, origin);
    with_cookies(Redirect::to(PATH), [unconfirmed])
}

/// A token that waits for the user's answer, and the handoff that it ends.
struct Unconfirmed<'a> {
    token: &'a str,
    handoff: PendingHandoff,
}

impl Unconfirmed<'_> {
    /// The cookies of an answer: what waited is done with.
    fn done(&self, origin: &Origin) -> [HeaderValue; 2] {
        [
            cookie::clear(CookieKind::UnconfirmedSession, origin),
            self.handoff.spend(origin),
        ]
    }
}

/// `GET /crosspass/question`. Where the present session has ended meanwhile there is nothing to ask: the handoff ends as
/// it would have without one.
pub(super) async fn ask(State(Crosspass(inner)): State<Crosspass>, uri: Uri, headers: HeaderMap) -> Response {
    let asked = async {
        let origin = inner.origin(&headers, &uri)?;
        let unconfirmed = inner.unconfirmed(&headers, origin)?;
        let arriving = inner
            .handed_over(unconfirmed.token, &unconfirmed.handoff.nonce, origin)
            .await?;
        Ok((
            origin,
            unconfirmed,
            arriving,
            inner.present(&headers, origin).await?,
        ))
    };
    match asked.await {
        Err(refusal) => refusal_page(&inner, refusal),
        Ok((origin, _, arriving, Some(present))) if present.subject() != arriving.subject() => {
            question_page(&present, &arriving, origin)
        }
        Ok((origin, unconfirmed, ..)) => {
            let session = inner.new_session_cookies(unconfirmed.token, &headers, origin);
            let cookies = unconfirmed.done(origin).into_iter().chain(session);
            let address = unconfirmed.handoff.destination.address(&inner.issuer);
            with_cookies(Redirect::to(&address), cookies)
        }
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
        let unconfirmed = inner.unconfirmed(&headers, origin)?;
        let session = match body.as_deref() {
            Ok("user=switch") => {
                inner
                    .handed_over(unconfirmed.token, &unconfirmed.handoff.nonce, origin)
                    .await?;
                inner.new_session_cookies(unconfirmed.token, &headers, origin)
            }
            Ok("user=stay") => Vec::new(),
            _ => return Err(Refusal::Request("user: say switch or stay")),
        };
        let cookies = unconfirmed.done(origin).into_iter().chain(session);
        Ok((unconfirmed.handoff.destination, cookies))
    };
    match answered.await {
        Err(refusal) => refusal_page(&inner, refusal),
        Ok((destination, cookies)) => with_cookies(onward(&inner, &destination), cookies),
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
    /// What waits in this browser.
    fn unconfirmed<'a>(&self, headers: &'a HeaderMap, origin: &Origin) -> Result<Unconfirmed<'a>, Refusal> {
        let token = cookie::find(headers, CookieKind::UnconfirmedSession, origin)?;
        let token = token.ok_or(Refusal::Code(Code::TokenExpired))?;
        let nonce = UntrustedToken::parse(token)?.unverified_nonce();
        let nonce = nonce.ok_or(Refusal::Code(Code::InvalidToken))?;
        let handoff = PendingHandoff::find(headers, &nonce, origin, self.clock.now())?;
        let handoff = handoff.ok_or(Refusal::Code(Code::NonceMismatch))?;
        Ok(Unconfirmed { token, handoff })
    }
}
