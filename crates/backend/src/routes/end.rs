//! `POST /crosspass/end`: ends the session at this domain. The issuer session goes on.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::body::from_own_page;
use crate::answer::{refuse, with_cookies};
use crate::cookie::{self, Kind};
use crate::state::Crosspass;

/// Takes the cookies away.
pub(super) async fn end(State(Crosspass(inner)): State<Crosspass>, uri: Uri, headers: HeaderMap) -> Response {
    let origin = inner.origin(&headers, &uri);
    match origin.and_then(|origin| from_own_page(&headers, origin).map(|()| origin)) {
        Err(refusal) => refuse(refusal),
        Ok(origin) => with_cookies(
            StatusCode::NO_CONTENT,
            [Kind::Session, Kind::Pending].map(|kind| cookie::clear(kind, origin)),
        ),
    }
}
