//! Asks domains whether their receivers are there, before a browser is sent: who is down keeps nobody waiting. Nothing
//! secret is sent, no redirect followed.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::ACCEPT;
use axum::http::{Request, StatusCode};
use crosspass_outbound::{Body, Bounds, OutboundError, is_media_type};
use crosspass_protocol::Origin;
use tokio::task::JoinSet;

use crosspass_issuer::Issuer;
use crosspass_issuer::actions::Probed;
use crosspass_issuer::model::{Domain, DomainKind, HopReason};

/// What one answer may take.
const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(2),
    longest: 64 * 1024,
};
/// The next one is asked as well when the last has not answered for this long.
const HEAD_START: Duration = Duration::from_millis(100);

/// Asks these domains, each a little after the one before, until one answers as it should.
pub(super) async fn first(issuer: &Arc<Issuer>, domains: Vec<Domain>) -> Probed {
    let mut waiting = domains.into_iter();
    let mut probed = Probed::default();
    // Those that are still being asked in the end are not asked any more as this is dropped.
    let mut asked = JoinSet::new();
    loop {
        if let Some(domain) = waiting.next() {
            probed.unanswered.push(domain.origin.clone());
            let issuer = Arc::clone(issuer);
            asked.spawn(async move { (receiver_at(&issuer, &domain).await, domain.origin) });
        }
        let answered = match tokio::time::timeout(HEAD_START, asked.join_next()).await {
            Err(_) if waiting.len() == 0 => asked.join_next().await,
            Err(_) => continue,
            Ok(answered) => answered,
        };
        let Some(answered) = answered else {
            return probed;
        };
        let Ok((answer, origin)) = answered else {
            continue;
        };
        probed.unanswered.retain(|other| *other != origin);
        match answer {
            Err(reason) => probed.refused.push((origin, reason)),
            Ok(()) => {
                probed.answered = Some(origin);
                return probed;
            }
        }
    }
}

/// Whether a domain serves a receiver of this issuer.
pub(super) async fn receiver_at(issuer: &Issuer, domain: &Domain) -> Result<(), HopReason> {
    let (address, accepted) = match domain.kind {
        DomainKind::Static => (domain.receiver(), "text/html"),
        DomainKind::Backend => (domain.origin.join("/crosspass/session"), "application/json"),
    };
    let request = Request::get(address)
        .header(ACCEPT, accepted)
        .body(Body::default());
    let request = request.map_err(|_| HopReason::WrongAnswer)?;
    let answer = issuer.outbound.send(request, BOUNDS).await;
    let answer = answer.map_err(|error| match error {
        OutboundError::PrivateAddress => HopReason::PrivateAddress,
        OutboundError::Slow => HopReason::Slow,
        OutboundError::TooLong => HopReason::WrongAnswer,
        OutboundError::Unreachable | OutboundError::Broken | OutboundError::Certificates(_) => {
            HopReason::Unreachable
        }
    })?;
    let is_right = answer.status == StatusCode::OK
        && is_media_type(&answer.headers, accepted)
        && match domain.kind {
            DomainKind::Static => is_receiver(&answer.body, &issuer.origin),
            DomainKind::Backend => tells_session(&answer.body),
        };
    if is_right {
        Ok(())
    } else {
        Err(HopReason::WrongAnswer)
    }
}

/// Whether it is a receiver page that knows what a propagation is, and is installed for this issuer: so says its head.
fn is_receiver(page: &[u8], issuer: &Origin) -> bool {
    let page = String::from_utf8_lossy(page);
    let says =
        |name: &str, content: &str| page.contains(&format!("<meta name=\"{name}\" content=\"{content}\">"));
    says("crosspass-issuer", issuer.as_str()) && says("crosspass-takes", "propagate")
}

fn tells_session(answer: &[u8]) -> bool {
    let answer: Option<serde_json::Value> = serde_json::from_slice(answer).ok();
    answer.is_some_and(|answer| answer.get("session").is_some())
}
