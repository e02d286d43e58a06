//! The redirect carrier's end: a ticket is redeemed from server to server, and the browser goes on with a cookie. No
//! script has a part in it. The address holds the ticket, so no page is shown under it: each answer leads on.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use crosspass_protocol::{Code, Nonce, Origin, UntrustedToken};

use super::notice::to_refusal_page;
use super::question;
use crate::answer::with_cookies;
use crate::call::Call;
use crate::destination::Destination;
use crate::discard::REDEEM;
use crate::error::Refusal;
use crate::pending_handoff::PendingHandoff;
use crate::session::Session;
use crate::state::Inner;

/// How a landing ends.
enum Outcome {
    Session {
        token: String,
        handoff: PendingHandoff,
    },
    /// Another user is signed in here: the user is asked.
    Question {
        token: String,
    },
    /// The present session came by this very handoff: by the popup, after all, or this is a reload.
    Again(Destination),
}

/// `GET /crosspass/session?ticket=…`.
pub(super) async fn land(inner: &Arc<Inner>, ticket: &str, parts: &Parts) -> Response {
    let (headers, now) = (&parts.headers, inner.clock.now());
    let mut propagation = None;
    let landed = async {
        let origin = inner.origin(headers, &parts.uri)?;
        let nonce = UntrustedToken::parse(ticket)?.unverified_nonce();
        let nonce = nonce.ok_or(Refusal::Code(Code::InvalidToken))?;
        let Some(handoff) = PendingHandoff::find(headers, &nonce, origin, now)? else {
            if !came_by(inner, &nonce, headers, origin) {
                // It was made for a nonce of another browser, which may have kept its cookie.
                inner.discard(ticket, &nonce, origin).await;
                return Err(Refusal::Code(Code::NonceMismatch));
            }
            let present = inner.present(headers, origin).await?;
            present.ok_or(Refusal::Code(Code::NonceMismatch))?;
            let destination = PendingHandoff::spent(headers, &nonce, origin)?;
            return Ok((origin, Outcome::Again(destination)));
        };
        propagation = handoff.destination.propagation_address(&inner.issuer);
        inner.check_ticket(ticket, &nonce, origin).await?;
        let address = inner.client.address(REDEEM);
        let proof = inner.prove_redeem(&address)?;
        let (call, version) = (Call::Redeem { ticket }, inner.keys.version());
        let token = inner.client.exchange(&address, call, &proof, version).await?;
        let arriving = inner.handed_over(&token, &nonce, origin).await?;
        let landed = match inner.present(headers, origin).await? {
            Some(present) if present.subject() != arriving.subject() => Outcome::Question { token },
            Some(_) | None => Outcome::Session { token, handoff },
        };
        Ok((origin, landed))
    };
    match landed.await {
        Err(refusal) => {
            tracing::info!(code = %refusal.code(), why = %refusal, "a ticket was refused");
            // In a propagation the issuer notes that this domain got no session, and the next one has its turn.
            match propagation {
                Some(address) => Redirect::to(&address).into_response(),
                None => to_refusal_page(refusal),
            }
        }
        Ok((_, Outcome::Again(destination))) => {
            Redirect::to(&destination.address(&inner.issuer)).into_response()
        }
        Ok((origin, Outcome::Session { token, handoff })) => with_cookies(
            Redirect::to(&handoff.destination.address(&inner.issuer)),
            inner
                .new_session_cookies(&token, headers, origin)
                .into_iter()
                .chain([handoff.spend(origin)]),
        ),
        Ok((origin, Outcome::Question { token })) => question::put(&token, origin),
    }
}

/// Whether this browser's session came by the handoff of that nonce, by the browser's own word.
fn came_by(inner: &Inner, nonce: &Nonce, headers: &HeaderMap, origin: &Origin) -> bool {
    let token = inner
        .presented_session(headers, origin)
        .ok()
        .and_then(|presented| presented.token);
    let kept = token.and_then(|token| UntrustedToken::parse(token).ok()?.unverified_nonce());
    kept.as_ref() == Some(nonce)
}

impl Inner {
    /// Whose session there is, if there is one that still holds.
    pub(super) async fn present(
        self: &Arc<Self>,
        headers: &HeaderMap,
        origin: &Origin,
    ) -> Result<Option<Session>, Refusal> {
        let Some(token) = self.presented_session(headers, origin)?.token else {
            return Ok(None);
        };
        // An expired token may be renewed: no user's session is replaced without the question. Its successor is remembered,
        // and the browser's next request gets it.
        self.by_cookie(token, origin).await.session
    }
}
