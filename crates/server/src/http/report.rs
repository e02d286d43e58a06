//! `POST /api/report`: a page tells where a handoff failed. Becomes a log line, holds no secrets.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use crosspass_protocol::Code;
use serde::Deserialize;

use super::body::json;
use super::context::Context;
use crate::error::{BodyError, Failure};
use crate::limits::holder;
use crate::state::AppState;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    stage: String,
    code: String,
    reference: Option<String>,
}

/// Notes a failed handoff.
pub(crate) async fn report(
    State(issuer): State<AppState>,
    context: Context,
    request: Request,
) -> Result<StatusCode, Failure> {
    if let Err(exhausted) = issuer.calls.take(holder(context.address), issuer.clock.elapsed()) {
        return Err(Failure::limited(exhausted.retry_after));
    }
    let body: Body = json(request).await?;
    let Some(code) = Code::parse(&body.code) else {
        return Err(BodyError::member("code", "there is no such code").into());
    };
    let (stage, about) = (word(&body.stage), body.reference.as_deref().map(word));
    let (Some(stage), None | Some(Some(_))) = (stage, about) else {
        return Err(BodyError::member("stage", "stage and reference are 1 to 40 of A-Z a-z 0-9 _ -").into());
    };
    let about = about.flatten();
    tracing::warn!(
        stage,
        code = code.as_str(),
        about,
        reference = context.reference,
        "handoff failed"
    );
    Ok(StatusCode::NO_CONTENT)
}

/// A text that is safe in any log.
fn word(text: &str) -> Option<&str> {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    ((1..=40).contains(&text.len()) && text.bytes().all(safe)).then_some(text)
}
