//! The worker: takes what is due as room comes free, signs a logout token for each, sends them side by side, notes what came
//! of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crosspass_outbound::{Body, Bounds, OutboundError};
use crosspass_protocol::{Origin, Seconds, Timestamp, TokenId};
use http::Request;
use http::header::{CONTENT_TYPE, USER_AGENT};
use tokio::task::{Id, JoinSet};

use crate::Fault;
use crate::issuer::Issuer;
use crate::model::{AuditContext, Notice};
use crate::tokens::Signer;

/// Where domains' servers listen.
const PATH: &str = "/crosspass/backchannel-logout";
const NAME: &str = concat!("crosspass/", env!("CARGO_PKG_VERSION"));

/// So many calls at once begin no others: of one domain, of all.
const OF_A_DOMAIN: usize = 8;
const AT_ONCE: usize = 128;

/// What telling one domain may take; shorter than the lease.
const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(5),
    longest: 16 * 1024,
};
/// Between two attempts at most, and from a session's end to the last one.
const LONGEST_PAUSE: Seconds = Seconds(600);
const GIVEN_UP: Seconds = Seconds(24 * 60 * 60);

/// Sends what is to be sent, for as long as it is polled.
pub async fn deliver(issuer: Arc<Issuer>) {
    let mut calls = Calls::default();
    loop {
        match calls.begin(&issuer).await {
            // There may be more.
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(cause = %error, "no logout token sent"),
        }
        tokio::select! {
            Some(()) = calls.ended() => {}
            () = issuer.notices.written() => {}
        }
    }
}

/// The calls under way. A domain that does not answer holds up its own, and nobody else's.
#[derive(Default)]
struct Calls {
    running: JoinSet<Result<(), Fault>>,
    to: HashMap<Id, Origin>,
}

impl Calls {
    /// Begins what is due, as far as there is room. Tells whether there was any.
    async fn begin(&mut self, issuer: &Arc<Issuer>) -> Result<bool, Fault> {
        if self.to.len() >= AT_ONCE {
            return Ok(false);
        }
        let due = issuer.store.due_notices(issuer.clock.now(), &self.busy()).await?;
        let any = !due.is_empty();
        for notice in due {
            let (issuer, origin) = (Arc::clone(issuer), notice.origin.clone());
            let call = self.running.spawn(async move { tell(&issuer, &notice).await });
            self.to.insert(call.id(), origin);
        }
        Ok(any)
    }

    /// The domains that are being told as much as one may be.
    fn busy(&self) -> Vec<Origin> {
        let mut calls = HashMap::<&Origin, usize>::new();
        for origin in self.to.values() {
            *calls.entry(origin).or_default() += 1;
        }
        calls.retain(|_, calls| *calls >= OF_A_DOMAIN);
        calls.into_keys().cloned().collect()
    }

    /// Waits until one has ended; there may be none.
    async fn ended(&mut self) -> Option<()> {
        let (id, ended) = match self.running.join_next_with_id().await? {
            Ok((id, ended)) => (id, ended),
            Err(error) => {
                tracing::error!(%error, "a logout token was not sent");
                (error.id(), Ok(()))
            }
        };
        self.to.remove(&id);
        // The lease runs out, and it is tried again.
        if let Err(error) = ended {
            tracing::warn!(cause = %error, "a logout token was not sent");
        }
        Some(())
    }
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
