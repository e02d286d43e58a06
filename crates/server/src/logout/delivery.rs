//! The worker: takes what is due, signs a logout token for each, sends them side by side, notes what came of it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use crosspass_outbound::{Bounds, OutboundError};
use crosspass_protocol::{Seconds, Timestamp, TokenId};
use tokio::task::JoinSet;

use crate::error::Fault;
use crate::model::{AuditContext, Notice};
use crate::state::{AppState, Issuer};
use crate::tokens::Signer;

/// Where domains' servers listen.
const PATH: &str = "/crosspass/backchannel-logout";
const NAME: &str = concat!("crosspass/", env!("CARGO_PKG_VERSION"));

/// What telling one domain may take; shorter than the lease.
const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(5),
    longest: 16 * 1024,
};
/// Between two attempts at most, and from a session's end to the last one.
const LONGEST_PAUSE: Seconds = Seconds(600);
const GIVEN_UP: Seconds = Seconds(24 * 60 * 60);

/// Sends what is to be sent, for as long as it is polled.
pub async fn deliver(issuer: AppState) {
    loop {
        match turn(&issuer).await {
            // There may be more.
            Ok(true) => {}
            Ok(false) => issuer.notices.written().await,
            Err(error) => {
                tracing::warn!(cause = %error, "no logout token sent");
                issuer.notices.written().await;
            }
        }
    }
}

/// One batch. Tells whether there was any.
async fn turn(issuer: &AppState) -> Result<bool, Fault> {
    let due = issuer.store.due_notices(issuer.clock.now()).await?;
    if due.is_empty() {
        return Ok(false);
    }
    let mut running = JoinSet::new();
    for notice in due {
        let issuer = Arc::clone(issuer);
        running.spawn(async move { tell(&issuer, &notice).await });
    }
    while let Some(ended) = running.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            // The lease runs out, and it is tried again.
            Ok(Err(error)) => tracing::warn!(cause = %error, "a logout token was not sent"),
            Err(error) => tracing::error!(%error, "a logout token was not sent"),
        }
    }
    Ok(true)
}

async fn tell(issuer: &Issuer, notice: &Notice) -> Result<(), Fault> {
    let told = send(issuer, notice).await?;
    let now = issuer.clock.now();
    if let Err((why, _)) = &told {
        tracing::info!(domain = %notice.origin, session = %notice.sid, attempt = notice.attempt, why, "a logout token was not taken");
    }
    let context = AuditContext {
        at: now,
        address: None,
        reference: None,
    };
    issuer.store.settle_notice(notice, told, &context).await?;
    issuer.notices.ring();
    Ok(())
}

/// Why a domain was not told, and when to try again.
type NotTold = (String, Option<Timestamp>);

async fn send(issuer: &Issuer, notice: &Notice) -> Result<Result<(), NotTold>, Fault> {
    let now = issuer.clock.now();
    let keys = issuer.keys(now).await?;
    let signer = Signer {
        issuer: &issuer.origin,
        keys: &keys,
        limits: issuer.session,
    };
    let token = signer.logout_token(notice, &TokenId::from_random(issuer.random.bytes()?), now)?;
    // base64url and dots stand in a form as they are.
    let request = Request::post(notice.origin.join(PATH))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(USER_AGENT, NAME)
        .body(Body::from(format!("logout_token={token}")));
    let Ok(request) = request else {
        return Ok(Err(("its origin is no address".to_owned(), None)));
    };
    let why = match issuer.outbound.send(request, BOUNDS).await {
        Ok(answer) if answer.status.is_success() => return Ok(Ok(())),
        Ok(answer) => format!("it answers {}", answer.status.as_u16()),
        // That is not going to change by itself, and trying is what an attacker wants.
        Err(error @ OutboundError::PrivateAddress) => return Ok(Err((error.to_string(), None))),
        Err(error) => error.to_string(),
    };
    Ok(Err((why, next(notice, issuer.clock.now()))))
}

/// One second, two, four, up to ten minutes; for a day.
fn next(notice: &Notice, now: Timestamp) -> Option<Timestamp> {
    let pause = 1 << notice.attempt.saturating_sub(1).min(10);
    let next = now + LONGEST_PAUSE.min(Seconds(pause));
    (next < notice.ended_at + GIVEN_UP).then_some(next)
}

#[cfg(test)]
mod tests {
    use crosspass_protocol::{Origin, SessionId, Subject};

    use super::*;

    fn pause(attempt: u32) -> Option<i64> {
        let at = Timestamp::from_seconds(1_000_000);
        let notice = Notice {
            id: 1,
            sid: SessionId::from_random([1; 16]),
            sub: Subject::parse("ada").unwrap(),
            origin: Origin::parse("https://app.example").unwrap(),
            ended_at: at,
            attempt,
        };
        next(&notice, at).map(|next| (next - at).0)
    }

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let pauses: Vec<_> = (1..=12).filter_map(pause).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        assert_eq!([63, 64, 65, u32::MAX].map(pause), [Some(600); 4]);
    }
}
