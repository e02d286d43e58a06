//! `GET /crosspass/cookies`: whether the session cookie came along. For pages of listed origins on other sites, which
//! cannot see why a call was refused; says nothing of what the cookie is good for.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::refuse;
use crate::state::Crosspass;

/// Says it, and whether it could at all.
pub(super) async fn look(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let came = inner.origin(&headers, &uri).and_then(|origin| {
        let came = inner.presented_session(&headers, origin)?.token;
        Ok((came, inner.calls.of(origin).across))
    });
    match came {
        Err(refusal) => refuse(refusal),
        Ok((came, across)) => {
            let told = json!({ "came": came.is_some(), "across_sites": across.is_some() });
            Json(told).into_response()
        }
    }
}
