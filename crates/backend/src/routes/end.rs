//! `POST /crosspass/end`: ends the session at this domain, or everywhere. The issuer is told in either case: a copy of
//! the cookie is then worth nothing at any process, once its token has run out.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::StringRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::Origin;
use serde::Deserialize;

use super::body::from_own_page;
use crate::answer::{refuse, with_cookies};
use crate::call::Call;
use crate::cookie::{self, CookieKind};
use crate::error::Refusal;
use crate::session_cookie;
use crate::state::{Crosspass, Inner};

/// Where the issuer is told.
const PATH: &str = "/api/end";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(default)]
    everywhere: bool,
}

/// Takes the cookies away. After a form, which needs no script, the browser goes to the domain's root.
pub(super) async fn end(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<String, StringRejection>,
) -> Response {
    let is_form = is_form(&headers);
    let origin = inner.origin(&headers, &uri);
    let asked = origin.and_then(|origin| {
        from_own_page(&headers, origin)?;
        Ok((origin, members(is_form, body)?))
    });
    let (origin, members) = match asked {
        Err(refusal) => return refuse(refusal),
        Ok(asked) => asked,
    };
    let mut told = Ok(());
    for token in session_cookie::tokens(&headers, origin) {
        told = told.and(inner.forget(token, origin, members.everywhere).await);
    }
    let done = match told {
        // Signed out here all the same; what was asked for is more.
        Err(refusal) => refuse(refusal),
        Ok(()) if is_form => Redirect::to("/").into_response(),
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
    };
    let mut gone = inner.no_session_cookies(origin);
    gone.push(cookie::clear(CookieKind::UnconfirmedSession, origin));
    with_cookies(done, gone)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// A body that says nothing is about this domain alone.
fn members(is_form: bool, body: Result<String, StringRejection>) -> Result<Members, Refusal> {
    const WRONG: Refusal = Refusal::Request("everywhere: send true or false, and nothing else");
    let body = body.map_err(|_| WRONG)?;
    match (body.as_str(), is_form) {
        ("", _) => Ok(Members::default()),
        ("everywhere=true", true) => Ok(Members { everywhere: true }),
        ("everywhere=false", true) => Ok(Members::default()),
        (_, true) => Err(WRONG),
        (json, false) => serde_json::from_str(json).map_err(|_| WRONG),
    }
}

impl Inner {
    /// A copy of the cookie is of no use here any more, and neither is what a request that is under way renews it to.
    async fn forget(self: &Arc<Self>, token: &str, origin: &Origin, everywhere: bool) -> Result<(), Refusal> {
        let old = match self.kept_once(token, origin).await {
            Ok(old) => old,
            Err(refusal) if everywhere && refusal.is_temporary() => return Err(refusal),
            // It is no session of this domain, so there is nothing to end, here or anywhere.
            Err(_) => return Ok(()),
        };
        self.ended.note_handoff(&old.binding.nonce, origin);
        let (inner, token) = (Arc::clone(self), token.to_owned());
        // A task of its own: it goes on when the request that began it is given up.
        let task = tokio::spawn(async move { inner.tell_issuer(&token, everywhere).await });
        if !everywhere {
            return Ok(());
        }
        task.await
            .unwrap_or(Err(Refusal::Internal("telling the issuer was broken off")))
    }

    pub(crate) async fn tell_issuer(&self, token: &str, everywhere: bool) -> Result<(), Refusal> {
        let address = self.client.address(PATH);
        let proof = self
            .key
            .prove(&address, Some(token), self.clock.now(), &self.random)?;
        let call = Call::End { token, everywhere };
        let told = self.client.end(&address, call, &proof, self.keys.version()).await;
        if let Err(refusal) = told {
            tracing::info!(why = %refusal, everywhere, "the issuer did not end a session");
        }
        told
    }
}
