//! `/crosspass/begin`: a handoff begins, with a nonce that this browser keeps in a cookie.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::{Nonce, Origin};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;

use super::body::{from_own_page, members};
use super::notice::refusal_page;
use crate::answer::{refuse, with_cookies};
use crate::cookie::CookieKind;
use crate::destination::Destination;
use crate::error::Refusal;
use crate::pending_handoff::PendingHandoff;
use crate::redirect_guard;
use crate::state::{Crosspass, Inner};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BeginQuery {
    return_to: Option<String>,
    propagate: Option<String>,
}

impl BeginQuery {
    /// Where the handoff is to lead. A propagation's redirects are counted apart: it comes once to each domain, and
    /// is no loop of this one's own.
    fn parse(self, origin: &Origin) -> Result<(Destination, CookieKind), Refusal> {
        match (self.return_to, self.propagate) {
            (Some(_), Some(_)) => Err(Refusal::Request("propagate: give it alone, or return_to alone")),
            (None, Some(id)) => Ok((Destination::propagation(&id)?, CookieKind::PropagationRedirects)),
            (address, None) => {
                let page = Destination::page(address.as_deref().unwrap_or("/"), origin)?;
                Ok((page, CookieKind::Redirects))
            }
        }
    }
}

/// `GET`: sends the browser to the issuer. Carries no credential and changes no session.
pub(super) async fn navigate(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<BeginQuery>, QueryRejection>,
) -> Response {
    let handoff = inner.origin(&headers, &uri).and_then(|origin| {
        let Query(wanted) =
            query.map_err(|_| Refusal::Request("return_to: give it once, and nothing else"))?;
        let (destination, counted_as) = wanted.parse(origin)?;
        let redirects = redirect_guard::count(&headers, counted_as, origin, inner.clock.now())?;
        Ok((origin, inner.begin(destination)?, redirects))
    });
    match handoff {
        Err(refusal) => refusal_page(&inner, refusal),
        Ok((origin, handoff, redirects)) => {
            let kept = handoff.remember(&headers, origin, inner.clock.now());
            let stale = inner.no_stale_cookies(&headers, origin);
            let cookies = kept.into_iter().chain([redirects]).chain(stale);
            with_cookies(Redirect::to(&inner.sign_in(&handoff, origin)), cookies)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownHandoff {
    nonce: Option<String>,
}

/// `POST`: tells the receiver page what a token must be bound to. The page's nonce is a hint: without its cookie here
/// another handoff begins.
pub(super) async fn tell(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Json<KnownHandoff>, JsonRejection>,
) -> Response {
    let announced = async {
        let origin = inner.origin(&headers, &uri)?;
        from_own_page(&headers, origin)?;
        let KnownHandoff { nonce } = members(body)?;
        let nonce = nonce.map(|nonce| Nonce::parse(&nonce));
        let nonce = nonce
            .transpose()
            .map_err(|_| Refusal::Request("nonce: it has not the form of one"))?;
        inner.announce(&headers, nonce, origin)
    };
    match announced.await {
        Err(refusal) => refuse(refusal),
        Ok((handoff, cookies)) => {
            let members = json!({ "nonce": handoff.nonce, "jkt": inner.key.jkt() });
            with_cookies(Json(members).into_response(), cookies)
        }
    }
}

impl Inner {
    fn begin(&self, destination: Destination) -> Result<PendingHandoff, Refusal> {
        Ok(PendingHandoff {
            nonce: Nonce::from_random(self.random.bytes()?),
            made_at: self.clock.now(),
            destination,
        })
    }

    /// The handoff that was begun, or a new one with the cookies that remember it.
    fn announce(
        &self,
        headers: &HeaderMap,
        nonce: Option<Nonce>,
        origin: &Origin,
    ) -> Result<(PendingHandoff, Vec<axum::http::HeaderValue>), Refusal> {
        let now = self.clock.now();
        if let Some(nonce) = nonce
            && let Some(handoff) = PendingHandoff::find(headers, &nonce, origin, now)?
        {
            return Ok((handoff, Vec::new()));
        }
        let handoff = self.begin(Destination::root(origin))?;
        let cookies = handoff.remember(headers, origin, now);
        Ok((handoff, cookies))
    }

    /// Where the user signs in for a handoff.
    fn sign_in(&self, handoff: &PendingHandoff, origin: &Origin) -> String {
        let return_to = handoff.destination.at_home(origin);
        let return_to = utf8_percent_encode(&return_to, NON_ALPHANUMERIC);
        let (nonce, jkt) = (&handoff.nonce, self.key.jkt());
        self.issuer
            .join(&format!("/sign-in?return_to={return_to}&nonce={nonce}&jkt={jkt}"))
    }
}
