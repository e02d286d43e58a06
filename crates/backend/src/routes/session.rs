//! `/crosspass/session`: who is signed in, the popup carrier's end, and (with a ticket) the redirect carrier's landing.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::{Code, UntrustedToken};
use serde::Deserialize;
use serde_json::json;

use super::body::{from_own_page, members};
use super::landing;
use super::notice::to_refusal_page;
use crate::answer::{refuse, with_cookies};
use crate::error::Refusal;
use crate::identify::RequestSession;
use crate::layer::IdentifiedSession;
use crate::pending_handoff::PendingHandoff;
use crate::state::Crosspass;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionQuery {
    ticket: Option<String>,
}

/// `GET`: tells the domain's pages who is signed in, or takes a ticket.
pub(super) async fn read(
    State(Crosspass(inner)): State<Crosspass>,
    query: Result<Query<SessionQuery>, QueryRejection>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    match query {
        // One of them may be a ticket.
        Err(_) => to_refusal_page(Refusal::Request(
            "ticket: it must be there once, and nothing else",
        )),
        Ok(Query(SessionQuery { ticket: Some(ticket) })) => landing::land(&inner, &ticket, &parts).await,
        Ok(Query(SessionQuery { ticket: None })) => {
            let RequestSession { session, cookie } = match parts.extensions.get::<IdentifiedSession>() {
                // The layer looked already, and sets the cookie: a proof is good once.
                Some(IdentifiedSession(session)) => RequestSession::only(session.clone()),
                None => inner.identify(&parts).await,
            };
            let answer = match session {
                Ok(session) => {
                    let session = session.map(|session| session.to_json());
                    Json(json!({ "session": session })).into_response()
                }
                Err(refusal) => refuse(refusal),
            };
            with_cookies(answer, cookie)
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    token: String,
}

/// `POST`: takes the token that the receiver page was handed. It answers a handoff that this browser began, or nothing
/// happens; another user's session is not replaced here: the redirect carrier asks.
pub(super) async fn take(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Json<TokenBody>, JsonRejection>,
) -> Response {
    let taken = async {
        let origin = inner.origin(&headers, &uri)?;
        from_own_page(&headers, origin)?;
        let TokenBody { token } = members(body)?;
        let nonce = UntrustedToken::parse(&token)?.unverified_nonce();
        let nonce = nonce.ok_or(Refusal::Code(Code::InvalidToken))?;
        let handoff = PendingHandoff::find(&headers, &nonce, origin, inner.clock.now())?;
        let handoff = handoff.ok_or(Refusal::Code(Code::NonceMismatch))?;
        let session = inner.handed_over(&token, &nonce, origin).await?;
        let present = inner.present(&headers, origin).await?;
        if present.is_some_and(|present| present.subject() != session.subject()) {
            return Err(Refusal::Code(Code::AccountMismatch));
        }
        let mut cookies = inner.new_session_cookies(&token, &headers, origin);
        cookies.push(handoff.spend(origin));
        Ok((session, cookies))
    };
    match taken.await {
        Ok((session, cookies)) => {
            let told = Json(json!({ "subject": session.subject() }));
            with_cookies(told, cookies)
        }
        Err(refusal) => {
            tracing::info!(code = %refusal.code(), why = %refusal, "a token was refused");
            refuse(refusal)
        }
    }
}
