//! A sign-in that leaves for the identity provider and comes back: what the browser holds, and what storage does. The
//! way back needs both, so that neither a link nor a cookie of the provider that came from elsewhere signs a user in.

use axum::http::HeaderMap;
use crosspass_protocol::{Seconds, TokenId};

use super::context::Context;
use super::cookie::{self, Header};
use crate::error::{PageError, ProviderRefusal};
use crosspass_issuer::Issuer;
use crosspass_issuer::model::{PendingSignIn, SecretHash, SessionSecret, SignInStage, SignInTarget};

/// How long a sign-in may take at the provider.
const LIFE: Seconds = Seconds(15 * 60);

/// The way back, below the issuer's origin.
pub(super) const RETURN: &str = "/provider/return";

/// A sign-in that leaves for the provider now: the path that it comes back to, and the cookie that this needs.
pub(super) struct StartedSignIn {
    pub(super) return_path: String,
    pub(super) cookie: Header,
}

/// Remembers a sign-in that leaves for the provider, or a further stage of one.
pub(super) async fn begin(
    issuer: &Issuer,
    context: &Context,
    target: Option<SignInTarget>,
    stage: SignInStage,
    cookie_before: Option<SecretHash>,
) -> Result<StartedSignIn, PageError> {
    let secret = SessionSecret::from_random(issuer.random.bytes()?);
    let pending = PendingSignIn {
        state: TokenId::from_random(issuer.random.bytes()?),
        secret: secret.hash(),
        target,
        cookie_before,
        made_at: context.at,
        stage,
    };
    issuer.store.remember_pending_sign_in(&pending).await?;
    Ok(StartedSignIn {
        return_path: format!("{RETURN}?state={}", pending.state),
        cookie: cookie::leave(&secret, &issuer.origin, LIFE),
    })
}

/// Takes the sign-in that this browser comes back from, once.
pub(super) async fn take(
    issuer: &Issuer,
    context: &Context,
    headers: &HeaderMap,
    state: Option<&str>,
) -> Result<PendingSignIn, PageError> {
    let secret = cookie::pending_sign_in_secret(headers, &issuer.origin).map_err(PageError::Cookie)?;
    let state = state.and_then(|state| TokenId::parse(state).ok());
    let (Some(secret), Some(state)) = (secret, state) else {
        return Err(ProviderRefusal::NotBegunHere.into());
    };
    let since = context.at - LIFE;
    let found = issuer
        .store
        .take_pending_sign_in(&state, &secret.hash(), since)
        .await?;
    found.ok_or_else(|| ProviderRefusal::NotBegunHere.into())
}

/// The one cookie of the provider that a request may have: of two, the issuer cannot tell which one the provider set.
pub(super) fn provider_cookie<'a>(
    headers: &'a HeaderMap,
    name: &'a str,
) -> Result<Option<&'a str>, ProviderRefusal> {
    let mut values = cookie::values(headers, name);
    let value = values.next();
    if values.next().is_some() {
        return Err(ProviderRefusal::TwoCookies);
    }
    Ok(value)
}

/// Ends the provider's session that a browser shows, where the issuer has none of it. Best effort: who is in doubt at
/// the provider is not signed in here.
pub(super) async fn end_at_provider(issuer: &Issuer, context: &Context, headers: &HeaderMap) {
    let Some(kratos) = &issuer.kratos else {
        return;
    };
    let Ok(Some(cookie)) = provider_cookie(headers, kratos.cookie_name()) else {
        return;
    };
    match kratos.session_of(cookie).await {
        Ok(Some(session)) => match issuer.store.end_provider_session(&session, context.at).await {
            Ok(()) => issuer.notifier.session_ended(),
            Err(error) => tracing::warn!(cause = %error, "a session lives on at the provider"),
        },
        Ok(None) => {}
        Err(error) => tracing::warn!(cause = %error, "a session may live on at the provider"),
    }
}
