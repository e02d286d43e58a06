//! `POST /api/report`: a page tells where a handoff failed. Becomes a log line and an audit row, holds no secrets.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use crosspass_protocol::{Code, Origin};
use serde::Deserialize;

use super::body::json;
use super::context::Context;
use super::cookie;
use crate::error::{BodyError, Failure, Fault};
use crosspass_issuer::model::{AuditEntry, Event, Reason, Session};
use std::sync::Arc;

use crosspass_issuer::Issuer;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    stage: String,
    code: String,
    reference: Option<String>,
    audience: Option<String>,
}

/// Notes a failed handoff.
pub(crate) async fn report(
    State(issuer): State<Arc<Issuer>>,
    context: Context,
    request: Request,
) -> Result<StatusCode, Failure> {
    if let Some(exhausted) = context.count_call(&issuer, Event::Report).await? {
        return Err(Failure::limited(exhausted.retry_after));
    }
    let headers = request.headers().clone();
    let body: Body = json(request).await?;
    let Some(code) = Code::parse(&body.code) else {
        return Err(BodyError::member("code", "there is no such code").into());
    };
    let (stage, about) = (word(&body.stage), body.reference.as_deref().map(word));
    let (Some(stage), None | Some(Some(_))) = (stage, about) else {
        return Err(BodyError::member("stage", "stage and reference are 1 to 40 of A-Z a-z 0-9 _ -").into());
    };
    let about = about.flatten();
    let audience = body.audience.as_deref().map(Origin::parse).transpose();
    let audience = audience.map_err(|error| BodyError::member("audience", error))?;
    tracing::warn!(
        stage,
        code = code.as_str(),
        about,
        reference = context.reference,
        "handoff failed"
    );
    let (domain, session) = whereabouts(&issuer, &context, &headers, audience).await?;
    let entry = AuditEntry {
        domain,
        stage: Some(stage.to_owned()),
        ..AuditEntry::refused(Event::Report, Reason::Code(code))
    };
    let entry = match &session {
        Some(session) => entry.session(session),
        None => entry,
    };
    let recorded = issuer.store.record(&entry, &context.audit()).await;
    recorded.map_err(Fault::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which domain it is about, and who is signed in. The issuer's own pages say the one, and their cookie the other; of
/// other pages the browser says where they are from, and nobody who they are for. Only registered domains are noted.
async fn whereabouts(
    issuer: &Issuer,
    context: &Context,
    headers: &HeaderMap,
    audience: Option<Origin>,
) -> Result<(Option<Origin>, Option<Session>), Failure> {
    let from = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let is_own = from == Some(issuer.origin.as_str());
    let named = if is_own {
        audience
    } else {
        from.and_then(|origin| Origin::parse(origin).ok())
    };
    let domain = match &named {
        Some(origin) => issuer.store.domain(origin).await.map_err(Fault::from)?,
        None => None,
    };
    // Of two cookies nobody can tell whose is whose: then it is not known who reports.
    let secret = cookie::session_secret(headers, &issuer.origin).ok().flatten();
    let session = match secret.filter(|_| is_own) {
        Some(secret) => {
            let hash = secret.hash();
            let found = issuer.store.session(&hash, context.at, issuer.session);
            found.await.map_err(Fault::from)?
        }
        None => None,
    };
    Ok((domain.map(|domain| domain.origin), session))
}

/// A text that is safe in any log.
fn word(text: &str) -> Option<&str> {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    ((1..=40).contains(&text.len()) && text.bytes().all(safe)).then_some(text)
}
