//! The admin API of the stand-in: sessions by their ids, and identities.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ory_kratos_client::models::identity::StateEnum;
use ory_kratos_client::models::{JsonPatch, Session};

use super::answers::{answer, refusal};
use super::shared::Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/admin/sessions", get(sessions))
        .route("/admin/sessions/{id}", get(session).delete(disable))
        .route(
            "/admin/identities/{id}",
            get(identity).patch(change).delete(remove),
        )
}

fn asks(query: Option<&str>, wanted: &str) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair == wanted))
}

/// All sessions, or those that are active.
async fn sessions(State(shared): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let query = query.as_deref();
    let (with_identity, only_active) = (asks(query, "expand=identity"), asks(query, "active=true"));
    let now = (shared.now)();
    let people = shared.people();
    let listed: Vec<Session> = people
        .all()
        .map(|session| people.as_model(session, with_identity, now))
        .filter(|session| !only_active || session.active == Some(true))
        .collect();
    answer(StatusCode::OK, &listed)
}

/// The identity comes along only where it is asked for.
async fn session(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let with_identity = asks(query.as_deref(), "expand=identity");
    let people = shared.people();
    match people.session(&id) {
        Some(session) => answer(
            StatusCode::OK,
            &people.as_model(session, with_identity, (shared.now)()),
        ),
        None => refusal(404, None),
    }
}

/// Deactivates a session; its record stays.
async fn disable(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let mut people = shared.people();
    if people.session(&id).is_none() {
        return refusal(404, None);
    }
    people.revoke(&id);
    StatusCode::NO_CONTENT.into_response()
}

async fn identity(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    match shared.people().identity(&id) {
        Some(identity) => answer(StatusCode::OK, &identity.as_model(true)),
        None => refusal(404, None),
    }
}

/// A JSON Patch of the state: all that an operator does here.
async fn change(State(shared): State<Shared>, Path(id): Path<String>, body: Bytes) -> Response {
    let patches: Vec<JsonPatch> = serde_json::from_slice(&body).unwrap_or_default();
    let [patch] = patches.as_slice() else {
        return refusal(400, None);
    };
    let state = patch.value.clone().flatten().unwrap_or_default();
    let state: Option<StateEnum> = serde_json::from_value(state).ok();
    match (patch.op.as_str(), patch.path.as_str(), state) {
        ("replace", "/state", Some(state)) => match shared.people().set_state(&id, state) {
            Some(identity) => answer(StatusCode::OK, &identity.as_model(true)),
            None => refusal(404, None),
        },
        _ => refusal(400, None),
    }
}

/// Removes somebody with their sessions.
async fn remove(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    if shared.people().remove(&id) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        refusal(404, None)
    }
}
