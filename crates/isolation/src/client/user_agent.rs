//! Requests as a browser's, bounded: known origins alone, no redirect followed, a deadline and a longest body for each;
//! where an issuer counts calls, this waits its turn.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crosspass_outbound::{Body, Bounds, Outbound, OutboundError, Reach};
use crosspass_protocol::{Origin, Timestamp};
use http::header::{COOKIE, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, StatusCode};
use ring::rand::SecureRandom;
use serde_json::json;
use tokio::time::sleep;

use super::cookie::Cookie;
use super::probe_error::ProbeError;
use super::request::Request;
use super::response::Response;
use crate::environment::Environment;

const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(20),
    longest: 256 * 1024,
};
/// How often, and how long at a time, it is waited where there were too many calls.
const TURNS: usize = 30;
const LONGEST_TURN: u64 = 60;

const NAME: &str = concat!("crosspass-check-isolation/", env!("CARGO_PKG_VERSION"));

/// The client, and what all of the check shares.
pub(crate) struct UserAgent {
    outbound: Outbound,
    issuer: Origin,
    pub(crate) environment: Environment,
    /// The issuer sessions that were made.
    sessions: Mutex<Vec<Cookie>>,
}

impl UserAgent {
    pub(crate) fn new(issuer: Origin, environment: Environment) -> Result<Self, OutboundError> {
        // Plain http is for loopback: no other origin of http gets past its parser.
        let reach = if issuer.is_https() {
            Reach::Https
        } else {
            Reach::Any
        };
        Ok(Self {
            outbound: Outbound::new(reach)?,
            issuer,
            environment,
            sessions: Mutex::default(),
        })
    }

    pub(crate) fn issuer(&self) -> &Origin {
        &self.issuer
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.environment.now)()
    }

    /// Draws `N` bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], ProbeError> {
        let mut buffer = [0; N];
        let drawn = self.environment.random.fill(&mut buffer);
        drawn
            .map(|()| buffer)
            .map_err(|_| ProbeError::Here("the operating system gave no random bytes"))
    }

    /// Asks, and waits where there were too many calls.
    pub(crate) async fn ask(&self, call: Request<'_>) -> Result<Response, ProbeError> {
        for _ in 0..TURNS {
            let (response, wait) = self.once(&call).await?;
            let Some(seconds) = wait else {
                return Ok(response);
            };
            (self.environment.progress)(&format_args!("{} counts calls: waiting {seconds} s", call.to()));
            sleep(Duration::from_secs(seconds)).await;
        }
        Err(ProbeError::Silent("there were too many calls, for too long"))
    }

    async fn once(&self, call: &Request<'_>) -> Result<(Response, Option<u64>), ProbeError> {
        let request = call.request().header(USER_AGENT, NAME);
        let request = match call.cookies() {
            Some(cookies) => request.header(COOKIE, cookies),
            None => request,
        };
        let request = request.body(Body::from(call.body().to_owned()));
        let request = request.map_err(|_| ProbeError::Here("a request that cannot be sent"))?;
        let answer = self.outbound.send(request, BOUNDS).await?;
        let wait = (answer.status == StatusCode::TOO_MANY_REQUESTS).then(|| turn(&answer.headers));
        Ok((Response::read(answer.status, &answer.headers, answer.body), wait))
    }

    /// Remembers a session that is to be ended.
    pub(crate) fn opened(&self, session: &Cookie) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.push(session.clone());
    }

    /// Ends the issuer sessions that were made; tells how many it could not end.
    pub(crate) async fn sign_out(&self) -> usize {
        let sessions = std::mem::take(&mut *self.sessions.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = 0;
        for session in &sessions {
            let call = Request::json(&self.issuer, "/api/sign-out", &json!({}))
                .page_of(&self.issuer)
                .cookie(session);
            let ended = self
                .ask(call)
                .await
                .and_then(|response| response.ok("/api/sign-out"));
            left += usize::from(ended.is_err());
        }
        left
    }
}

/// How many seconds the answer asks to wait.
fn turn(headers: &HeaderMap) -> u64 {
    let said = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = said.and_then(|text| text.parse().ok()).unwrap_or(1);
    seconds.clamp(1, LONGEST_TURN)
}
