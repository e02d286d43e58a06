//! Who looks at a page: the live session of its request, if there is one.

use axum::http::HeaderMap;

use super::context::Context;
use super::cookie;
use crate::error::PageError;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::{SecretHash, Session};

/// The live session of a request, with the key to it.
pub(super) async fn visitor(
    issuer: &Issuer,
    context: &Context,
    headers: &HeaderMap,
) -> Result<Option<(SecretHash, Session)>, PageError> {
    let secret = cookie::session_secret(headers, &issuer.origin).map_err(PageError::Cookie)?;
    let Some(hash) = secret.map(|secret| secret.hash()) else {
        return Ok(None);
    };
    let session = issuer.store.session(&hash, context.at, issuer.session).await?;
    Ok(session.map(|session| (hash, session)))
}
