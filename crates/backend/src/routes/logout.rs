//! `POST /crosspass/backchannel-logout`: the issuer tells that a session has ended (OpenID Connect Back-Channel
//! Logout 1.0, 2.5). Known until a restart, and needed no longer than a token lives: renewal is refused by then.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::answer::refuse;
use crate::error::Refusal;
use crate::state::{Crosspass, Inner};

/// The one member of the form.
const MEMBER: &str = "logout_token=";

/// Takes a logout token. The same one again changes nothing: the session has ended already.
pub(super) async fn backchannel(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    match inner.end_session(&uri, &headers, &body).await {
        Ok(()) => StatusCode::OK.into_response(),
        // Refused is 400, whatever the reason (2.8); what may be otherwise at the next try is not.
        Err(refusal) if refusal.is_temporary() => refuse(refusal),
        Err(refusal) => {
            tracing::info!(why = %refusal, "a logout token was refused");
            (StatusCode::BAD_REQUEST, refuse(refusal)).into_response()
        }
    }
}

impl Inner {
    async fn end_session(&self, uri: &Uri, headers: &HeaderMap, body: &str) -> Result<(), Refusal> {
        const FORM: Refusal = Refusal::Request("logout_token: send it alone, as a form");
        let origin = self.origin(headers, uri)?;
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_none_or(|kind| !kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(FORM);
        }
        // A token is base64url and dots, which a form leaves as they are.
        let token = body.strip_prefix(MEMBER).ok_or(FORM)?;
        let ended = self.logged_out(token, origin).await?;
        tracing::info!(session = %ended.session_id, "a session has ended at the issuer");
        self.ended.keep(ended.session_id, ());
        Ok(())
    }
}
