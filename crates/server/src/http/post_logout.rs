//! `GET /sign-out/next`: a browser that signed out passes by the domains whose sessions are in its own storage. Their
//! receivers ask the issuer, which says that the session has ended: nothing is believed because of an address.

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Redirect;

use super::context::Context;
use super::{cookie, probe};
use crate::error::PageError;
use crosspass_issuer::Issuer;
use crosspass_issuer::actions::PostLogoutStep;
use crosspass_issuer::model::Event;
use std::sync::Arc;

/// After this long no further domains are asked: the browser comes back for them.
const PATIENCE: Duration = Duration::from_secs(4);

/// The next domain, or back to the sign-out page.
pub(crate) async fn sign_out_next(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    headers: HeaderMap,
) -> Result<Redirect, PageError> {
    if let Some(exhausted) = context.count_call(&issuer, Event::SignOut).await? {
        return Err(PageError::Limited(exhausted.retry_after));
    }
    let secret = cookie::farewell_secret(&headers, &issuer.origin).map_err(PageError::Cookie)?;
    let Some(secret) = secret.map(|secret| secret.hash()) else {
        return Ok(Redirect::to("/sign-out"));
    };
    let started = issuer.clock.elapsed();
    loop {
        let domain = match issuer.store.post_logout_step(&secret, context.at).await? {
            PostLogoutStep::To(domain) => domain,
            PostLogoutStep::NotSignedOut => return Ok(Redirect::to("/sign-out")),
            PostLogoutStep::Done => {
                if let Some(sid) = issuer.store.signed_out_session(&secret, context.at).await? {
                    issuer.notifier.all_settled(&issuer.store, &sid).await?;
                }
                return Ok(Redirect::to("/sign-out"));
            }
        };
        issuer
            .store
            .note_post_logout_visit(&secret, &domain.origin, context.at)
            .await?;
        // Who is not there learns when the session there would be renewed.
        if probe::receiver_at(&issuer, &domain).await.is_ok() {
            return Ok(Redirect::to(&domain.ended()));
        }
        if issuer.clock.elapsed() - started > PATIENCE {
            return Ok(Redirect::to("/sign-out/next"));
        }
    }
}
