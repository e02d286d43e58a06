//! `POST /crosspass/backchannel-logout`: the issuer tells that a session has ended (OpenID Connect Back-Channel
//! Logout 1.0, 2.5). Known until a restart, and needed no longer than a token lives: renewal is refused by then.

use axum::extract::State;
use axum::extract::rejection::StringRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::answer::refuse;
use crate::error::Refusal;
use crate::state::{Crosspass, Inner};

const FORM: &str = "application/x-www-form-urlencoded";
/// The member of the form that counts.
const MEMBER: &str = "logout_token=";

/// Takes a logout token, once.
pub(super) async fn backchannel(
    State(Crosspass(inner)): State<Crosspass>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<String, StringRejection>,
) -> Response {
    match inner.end_session(&uri, &headers, body).await {
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
    async fn end_session(
        &self,
        uri: &Uri,
        headers: &HeaderMap,
        body: Result<String, StringRejection>,
    ) -> Result<(), Refusal> {
        const ONCE: Refusal = Refusal::Request("logout_token: send it once, in a form of at most 16 KiB");
        let origin = self.origin(headers, uri)?;
        if !is_form(headers) {
            return Err(Refusal::Request(
                "Content-Type: send application/x-www-form-urlencoded",
            ));
        }
        let body = body.map_err(|_| ONCE)?;
        // A token is base64url and dots, which a form leaves as they are. Other members are passed over (2.5).
        let mut tokens = body.split('&').filter_map(|pair| pair.strip_prefix(MEMBER));
        let (Some(token), None) = (tokens.next(), tokens.next()) else {
            return Err(ONCE);
        };
        let ended = self.logged_out(token, origin).await?;
        self.used_logout_tokens
            .note_id(&ended.token_id, self.clock.now())?;
        tracing::info!(session = %ended.session_id, "a session has ended at the issuer");
        self.ended.note_session(&ended);
        Ok(())
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else {
        return false;
    };
    let essence = kind.to_str().unwrap_or_default().split(';').next();
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM))
}
