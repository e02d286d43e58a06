//! `GET /api/session`: who is signed in at the issuer, for pages of its site. A page is told of the session that was
//! carried to its domain, and nothing otherwise. Nothing is written: looking is no use of the session.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use crosspass_protocol::Origin;
use serde_json::{Value, json};

use super::body::FETCH_SITE;
use super::context::Context;
use super::cookie;
use crate::error::{Failure, SessionError};
use crosspass_issuer::model::{Session, SessionLimits, SessionStatus};
use std::sync::Arc;

use crosspass_issuer::Issuer;

/// Tells about the session, or nothing.
pub(crate) async fn session(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    Ok(tell(&issuer, &context, &headers).await?)
}

async fn tell(issuer: &Issuer, context: &Context, headers: &HeaderMap) -> Result<Response, SessionError> {
    // Without the audit row that other calls get: no call of this kind writes anything.
    if let Err(exhausted) = issuer.limits.count_call(context.address) {
        return Err(SessionError::Limited(exhausted.retry_after));
    }
    let (origin, reflected) = asking(headers)?;
    let secret = cookie::session_secret(headers, &issuer.origin).map_err(SessionError::Cookie)?;
    let hash = secret.ok_or(SessionError::NotCarried)?.hash();
    let session = match issuer
        .store
        .peek(&hash, &origin, context.at, issuer.session)
        .await?
    {
        SessionStatus::NotCarried => return Err(SessionError::NotCarried),
        SessionStatus::Over => Value::Null,
        SessionStatus::Live(session) => about(&session, issuer.session),
    };
    let cors = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, reflected),
        (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    ];
    Ok((cors, Json(json!({ "session": session }))).into_response())
}

/// The origin of the page that asks, and the header that said so. A navigation and an image have none, and a page of
/// another site has no cookie to show.
fn asking(headers: &HeaderMap) -> Result<(Origin, HeaderValue), SessionError> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(value), None) = (origins.next(), origins.next()) else {
        return Err(SessionError::Origin);
    };
    let mut sites = headers.get_all(FETCH_SITE).iter();
    if sites.any(|site| site.as_bytes() != b"same-site") {
        return Err(SessionError::Origin);
    }
    let origin = value.to_str().ok().and_then(|text| Origin::parse(text).ok());
    Ok((origin.ok_or(SessionError::Origin)?, value.clone()))
}

fn about(session: &Session, limits: SessionLimits) -> Value {
    json!({
        "subject": session.user.sub.as_str(),
        "name": session.user.name.as_str(),
        "email": session.user.email.as_str(),
        // At the latest: without use it ends before.
        "expires_at": (session.started_at + limits.absolute).seconds(),
    })
}
