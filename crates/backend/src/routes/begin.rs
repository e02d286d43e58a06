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
use crate::begun::Begun;
use crate::cookie::Kind;
use crate::destination::Destination;
use crate::error::Refusal;
use crate::state::{Crosspass, Inner};
use crate::turns;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    return_to: Option<String>,
    propagate: Option<String>,
}

impl Where {
    /// Where the handoff is to lead. A propagation's turns are counted apart: it comes once to each domain, and is no loop
    /// of this one's own.
    fn parse(self, origin: &Origin) -> Result<(Destination, Kind), Refusal> {
        match (self.return_to, self.propagate) {
            (Some(_), Some(_)) => Err(Refusal::Request("propagate: give it alone, or return_to alone")),
            (None, Some(id)) => Ok((Destination::propagation(&id)?, Kind::PropagationTurns)),
            (address, None) => {
                let page = Destination::page(address.as_deref().unwrap_or("/"), origin)?;
                Ok((page, Kind::Turns))
            }
        }
    }
}

/// `GET`: sends the browser to the issuer. Carries no credential and changes no session.
pub(super) async fn navigate(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<Where>, QueryRejection>,
) -> Response {
    let begun = inner.origin(&headers, &uri).and_then(|origin| {
        let Query(wanted) =
            query.map_err(|_| Refusal::Request("return_to: give it once, and nothing else"))?;
        let (destination, counted_as) = wanted.parse(origin)?;
        let turn = turns::take(&headers, counted_as, origin, inner.clock.now())?;
        Ok((origin, inner.begin(destination)?, turn))
    });
    match begun {
        Err(refusal) => refusal_page(&inner, refusal),
        Ok((origin, begun, turn)) => {
            let begun_here = begun.remember(&headers, origin, inner.clock.now());
            let stale = inner.no_stale_cookies(&headers, origin);
            let cookies = begun_here.into_iter().chain([turn]).chain(stale);
            with_cookies(Redirect::to(&inner.sign_in(&begun, origin)), cookies)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    nonce: Option<String>,
}

/// `POST`: tells the receiver page what a token must be bound to. The page's nonce is a hint: without its cookie here
/// another handoff begins.
pub(super) async fn tell(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Json<Known>, JsonRejection>,
) -> Response {
    let told = async {
        let origin = inner.origin(&headers, &uri)?;
        from_own_page(&headers, origin)?;
        let Known { nonce } = members(body)?;
        let nonce = nonce.map(|nonce| Nonce::parse(&nonce));
        let nonce = nonce
            .transpose()
            .map_err(|_| Refusal::Request("nonce: it is none"))?;
        inner.announce(&headers, nonce, origin)
    };
    match told.await {
        Err(refusal) => refuse(refusal),
        Ok((begun, cookies)) => {
            let told = json!({ "nonce": begun.nonce, "jkt": inner.key.jkt() });
            with_cookies(Json(told).into_response(), cookies)
        }
    }
}

impl Inner {
    fn begin(&self, destination: Destination) -> Result<Begun, Refusal> {
        Ok(Begun {
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
    ) -> Result<(Begun, Vec<axum::http::HeaderValue>), Refusal> {
        let now = self.clock.now();
        if let Some(nonce) = nonce
            && let Some(begun) = Begun::find(headers, &nonce, origin, now)?
        {
            return Ok((begun, Vec::new()));
        }
        let begun = self.begin(Destination::root(origin))?;
        let cookies = begun.remember(headers, origin, now);
        Ok((begun, cookies))
    }

    /// Where the user signs in for a handoff.
    fn sign_in(&self, begun: &Begun, origin: &Origin) -> String {
        let return_to = begun.destination.at_home(origin);
        let return_to = utf8_percent_encode(&return_to, NON_ALPHANUMERIC);
        let (nonce, jkt) = (&begun.nonce, self.key.jkt());
        self.issuer
            .join(&format!("/sign-in?return_to={return_to}&nonce={nonce}&jkt={jkt}"))
    }
}
