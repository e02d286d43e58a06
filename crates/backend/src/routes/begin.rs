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
use crate::begun::{Begun, return_to};
use crate::error::Refusal;
use crate::state::{Crosspass, Inner};
use crate::turns;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    return_to: Option<String>,
}

/// `GET`: sends the browser to the issuer. Carries no credential and changes no session.
pub(super) async fn navigate(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<Where>, QueryRejection>,
) -> Response {
    let begun = inner.origin(&headers, &uri).and_then(|origin| {
        let Query(Where { return_to: wanted }) =
            query.map_err(|_| Refusal::Request("return_to: give it once, and nothing else"))?;
        let wanted = return_to(wanted.as_deref().unwrap_or("/"), origin)?;
        let turn = turns::take(&headers, origin, inner.clock.now())?;
        Ok((origin, inner.begin(&wanted)?, turn))
    });
    match begun {
        Err(refusal) => refusal_page(&inner, refusal, "/"),
        Ok((origin, begun, turn)) => {
            let begun_here = begun.remember(&headers, origin, inner.clock.now());
            let cookies = begun_here.into_iter().chain([turn]);
            with_cookies(Redirect::to(&inner.sign_in(&begun)), cookies)
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
    fn begin(&self, return_to: &str) -> Result<Begun, Refusal> {
        let nonce = Nonce::from_random(self.random.bytes()?);
        Ok(Begun::new(nonce, self.clock.now(), return_to))
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
        let begun = self.begin(&origin.join("/"))?;
        let cookies = begun.remember(headers, origin, now);
        Ok((begun, cookies))
    }

    /// Where the user signs in for a handoff.
    fn sign_in(&self, begun: &Begun) -> String {
        let return_to = utf8_percent_encode(&begun.return_to, NON_ALPHANUMERIC);
        let (nonce, jkt) = (&begun.nonce, self.key.jkt());
        self.issuer
            .join(&format!("/sign-in?return_to={return_to}&nonce={nonce}&jkt={jkt}"))
    }
}
