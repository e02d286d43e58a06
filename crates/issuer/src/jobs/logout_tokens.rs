//! Telling domains' servers that a session has ended (OpenID Connect Back-Channel Logout 1.0): signs a logout token for each and
//! sends it, until it was taken, over restarts of either side.

use std::sync::Arc;
use std::time::Duration;

use crosspass_outbound::{Body, Bounds, OutboundError};
use crosspass_protocol::{Origin, Seconds, Timestamp, TokenId};
use http::Request;
use http::header::{CONTENT_TYPE, USER_AGENT};
use tokio::sync::Notify;

use super::queue::{Queue, pause};

use crate::actions::LogoutOutcome;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::model::{AuditContext, LogoutJob};
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

pub(super) struct LogoutTokens(Arc<Issuer>);

impl LogoutTokens {
    pub(super) fn of(issuer: &Arc<Issuer>) -> Self {
        Self(Arc::clone(issuer))
    }
}

impl Queue for LogoutTokens {
    type Job = LogoutJob;

    const NAME: &'static str = "logout_token";
    const AT_ONCE: usize = 128;
    const OF_A_DOMAIN: usize = 8;
    const PERIOD: Duration = Duration::from_secs(1);

    async fn take(&self, busy: &[Origin]) -> Result<Vec<LogoutJob>, Fault> {
        Ok(self.0.store.due_logout_jobs(self.0.clock.now(), busy).await?)
    }

    fn domain(job: &LogoutJob) -> Option<Origin> {
        Some(job.origin.clone())
    }

    async fn perform(&self, job: LogoutJob) -> Result<(), Fault> {
        let issuer = &self.0;
        let outcome = send(issuer, &job).await?;
        let now = issuer.clock.now();
        if let Err((why, _)) = &outcome {
            tracing::info!(domain = %job.origin, session = %job.sid, attempt = job.attempt, why, "a logout token was not taken");
        }
        let context = AuditContext {
            at: now,
            address: None,
            reference: None,
        };
        issuer.store.settle_logout_job(&job, outcome, &context).await?;
        issuer.notifier.settled();
        Ok(())
    }

    fn notify(&self) -> Option<&Notify> {
        Some(&self.0.notifier.logout_tokens)
    }
}

async fn send(issuer: &Issuer, job: &LogoutJob) -> Result<LogoutOutcome, Fault> {
    let now = issuer.clock.now();
    let keys = issuer.keys(now).await?;
    let signer = Signer {
        issuer: &issuer.origin,
        keys: &keys,
        limits: issuer.session,
    };
    let token = signer.logout_token(job, &TokenId::from_random(issuer.random.bytes()?), now)?;
    // base64url and dots stand in a form as they are.
    let request = Request::post(job.origin.join(PATH))
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
    Ok(Err((why, next(job, issuer.clock.now()))))
}

/// One second, two, four, up to ten minutes; for a day.
fn next(job: &LogoutJob, now: Timestamp) -> Option<Timestamp> {
    let next = now + pause(1, job.attempt.saturating_sub(1), LONGEST_PAUSE);
    (next < job.ended_at + GIVEN_UP).then_some(next)
}

#[cfg(test)]
mod tests {
    use crosspass_protocol::{Origin, SessionId, Subject};

    use super::*;

    fn pause_after(attempt: u32) -> Option<i64> {
        let at = Timestamp::from_seconds(1_000_000);
        let job = LogoutJob {
            id: 1,
            sid: SessionId::from_random([1; 16]),
            sub: Subject::parse("ada").unwrap(),
            origin: Origin::parse("https://app.example").unwrap(),
            ended_at: at,
            attempt,
        };
        next(&job, at).map(|next| (next - at).0)
    }

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let pauses: Vec<_> = (1..=12).filter_map(pause_after).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        assert_eq!([63, 64, 65, u32::MAX].map(pause_after), [Some(600); 4]);
    }
}
