//! `GET /crosspass/cookies`: whether the session cookie came along. For pages of listed origins on other sites, which
//! cannot see why a call was refused; says nothing of what the cookie is good for.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::refuse;
use crate::cookie::{self, Kind};
use crate::state::Crosspass;

/// Says it, and whether it could at all.
pub(super) async fn look(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let came = inner
        .origin(&headers, &uri)
        .and_then(|origin| cookie::find(&headers, Kind::Session, origin));
    match came {
        Err(refusal) => refuse(refusal),
        Ok(came) => {
            let told = json!({ "came": came.is_some(), "across_sites": inner.across.is_some() });
            Json(told).into_response()
        }
    }
}
