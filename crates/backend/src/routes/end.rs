//! `POST /crosspass/end`: ends the session at this domain. The issuer session goes on.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::Origin;

use super::body::from_own_page;
use crate::answer::{refuse, with_cookies};
use crate::cookie::{self, Kind};
use crate::state::{Crosspass, Inner};

/// Takes the cookies away. After a form, which needs no script, the browser goes to the domain's root.
pub(super) async fn end(State(Crosspass(inner)): State<Crosspass>, uri: Uri, headers: HeaderMap) -> Response {
    let origin = inner.origin(&headers, &uri);
    let origin = match origin.and_then(|origin| from_own_page(&headers, origin).map(|()| origin)) {
        Err(refusal) => return refuse(refusal),
        Ok(origin) => origin,
    };
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let done = if is_form {
        Redirect::to("/").into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    };
    inner.forget(&headers, origin).await;
    let gone = [
        inner.no_session_cookie(origin),
        cookie::clear(Kind::Pending, origin),
    ];
    with_cookies(done, gone)
}

impl Inner {
    /// A copy of the cookie is of no use here any more, and neither is what a request that is under way renews it to.
    async fn forget(&self, headers: &HeaderMap, origin: &Origin) {
        let Ok(Some(token)) = cookie::find(headers, Kind::Session, origin) else {
            return;
        };
        if let Ok(old) = self.kept_once(token, origin).await {
            self.ended.note_handoff(&old.binding.nonce, origin);
        }
    }
}
