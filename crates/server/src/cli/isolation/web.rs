//! Requests as a browser's, bounded: known origins alone, no redirect followed, a deadline and a longest body for each;
//! where an issuer counts calls, this waits its turn.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE, USER_AGENT,
};
use axum::http::{HeaderMap, HeaderName, Method, Request, StatusCode};
use crosspass_backend::http::{HttpClient, Scheme, client};
use crosspass_protocol::{Code, Origin, Timestamp};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::cookie::Cookie;
use super::report::progress;
use super::trouble::Trouble;
use crate::cli::error::CliError;
use crate::clock::{Clock, SystemClock};
use crate::random::Randomness;

/// How long one answer may take, and how long it may be.
const DEADLINE: Duration = Duration::from_secs(20);
const LONGEST: usize = 256 * 1024;
/// How often, and how long at a time, it is waited where there were too many calls.
const TURNS: usize = 30;
const LONGEST_TURN: u64 = 60;

const DPOP: HeaderName = HeaderName::from_static("dpop");
const NAME: &str = concat!("crosspass-check-isolation/", env!("CARGO_PKG_VERSION"));

/// The client, and what all of the check shares.
pub(super) struct Web {
    http: HttpClient,
    issuer: Origin,
    clock: SystemClock,
    pub(super) random: Randomness,
    /// The issuer sessions that were made.
    sessions: Mutex<Vec<Cookie>>,
}

/// A request.
#[derive(Clone)]
pub(super) struct Call<'a> {
    to: &'a Origin,
    method: Method,
    path: String,
    headers: Vec<(HeaderName, String)>,
    cookies: Vec<String>,
    body: String,
}

/// What came back.
pub(super) struct Reply {
    pub(super) said: Said,
    pub(super) location: Option<String>,
    pub(super) cookies: Vec<Cookie>,
    pub(super) body: Bytes,
}

/// Status and code of an answer: all of it that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) status: StatusCode,
    pub(super) code: Option<Code>,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} {code}", self.status.as_u16()),
            None => write!(f, "{}", self.status.as_u16()),
        }
    }
}

impl<'a> Call<'a> {
    fn new(method: Method, to: &'a Origin, path: impl Into<String>) -> Self {
        Self {
            to,
            method,
            path: path.into(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: String::new(),
        }
    }

    pub(super) fn get(to: &'a Origin, path: impl Into<String>) -> Self {
        Self::new(Method::GET, to, path)
    }

    pub(super) fn json(to: &'a Origin, path: impl Into<String>, body: &Value) -> Self {
        let mut call = Self::new(Method::POST, to, path).header(CONTENT_TYPE, "application/json");
        call.body = body.to_string();
        call
    }

    pub(super) fn form(to: &'a Origin, path: impl Into<String>, body: String) -> Self {
        let mut call =
            Self::new(Method::POST, to, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        call.body = body;
        call
    }

    pub(super) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As a page of that origin.
    pub(super) fn page_of(self, origin: &Origin) -> Self {
        self.header(ORIGIN, origin.as_str())
    }

    pub(super) fn proof(self, proof: &str) -> Self {
        self.header(DPOP, proof)
    }

    /// With a token that is bound to a key (RFC 9449, 7.1).
    pub(super) fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, format!("DPoP {token}"))
    }

    pub(super) fn cookie(mut self, cookie: &Cookie) -> Self {
        self.cookies.push(cookie.pair());
        self
    }
}

impl Reply {
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A text member of a JSON answer.
    pub(super) fn text(&self, member: &str) -> Option<String> {
        Some(self.json()?.get(member)?.as_str()?.to_owned())
    }

    /// The answer, if it is a success.
    pub(super) fn ok(self, asked: &'static str) -> Result<Self, Trouble> {
        if self.said.status.is_success() || self.said.status == StatusCode::SEE_OTHER {
            Ok(self)
        } else {
            Err(self.refused(asked))
        }
    }

    pub(super) fn refused(&self, asked: &'static str) -> Trouble {
        Trouble::Refused {
            asked,
            said: self.said,
        }
    }
}

impl Web {
    pub(super) fn new(issuer: Origin) -> Result<Self, CliError> {
        // Plain http is for loopback: no other origin of http gets past its parser.
        let scheme = if issuer.is_https() {
            Scheme::Https
        } else {
            Scheme::PlainToo
        };
        Ok(Self {
            http: client(scheme).map_err(|error| CliError::Refused(error.to_string()))?,
            issuer,
            clock: SystemClock::start(),
            random: Randomness::open(),
            sessions: Mutex::default(),
        })
    }

    pub(super) fn issuer(&self) -> &Origin {
        &self.issuer
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Asks, and waits where there were too many calls.
    pub(super) async fn ask(&self, call: Call<'_>) -> Result<Reply, Trouble> {
        for _ in 0..TURNS {
            let (reply, wait) = self.once(&call).await?;
            let Some(seconds) = wait else {
                return Ok(reply);
            };
            progress(format_args!("{} counts calls: waiting {seconds} s", call.to));
            sleep(Duration::from_secs(seconds)).await;
        }
        Err(Trouble::Silent("there were too many calls, for too long"))
    }

    async fn once(&self, call: &Call<'_>) -> Result<(Reply, Option<u64>), Trouble> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(call.to.join(&call.path))
            .header(USER_AGENT, NAME);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        if !call.cookies.is_empty() {
            request = request.header(COOKIE, call.cookies.join("; "));
        }
        let request = request
            .body(Body::from(call.body.clone()))
            .map_err(|_| Trouble::Here("a request that cannot be sent"))?;
        let exchange = async {
            let answer = self.http.request(request).await;
            // The address is not told: it may hold a ticket.
            let answer = answer.map_err(|error| {
                Trouble::Silent(if error.is_connect() {
                    "it cannot be reached"
                } else {
                    "the connection broke off"
                })
            })?;
            let (head, body) = answer.into_parts();
            let body = to_bytes(Body::new(body), LONGEST).await;
            let body = body.map_err(|_| Trouble::Silent("it is cut off or too long"))?;
            Ok((head.status, head.headers, body))
        };
        let answered = timeout(DEADLINE, exchange).await;
        let (status, headers, body) =
            answered.unwrap_or(Err(Trouble::Silent("it took longer than 20 seconds")))?;
        let wait = (status == StatusCode::TOO_MANY_REQUESTS).then(|| turn(&headers));
        Ok((reply(status, &headers, body), wait))
    }

    /// Remembers a session that is to be ended.
    pub(super) fn opened(&self, session: &Cookie) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.push(session.clone());
    }

    /// Ends the issuer sessions that were made; tells how many it could not end.
    pub(super) async fn sign_out(&self) -> usize {
        let sessions = std::mem::take(&mut *self.sessions.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = 0;
        for session in &sessions {
            let call = Call::json(&self.issuer, "/api/sign-out", &serde_json::json!({}))
                .page_of(&self.issuer)
                .cookie(session);
            let ended = self.ask(call).await.and_then(|reply| reply.ok("/api/sign-out"));
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

fn reply(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Reply {
    let text = |name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_owned)
    };
    let cookies = headers.get_all(SET_COOKIE).iter();
    Reply {
        said: Said {
            status,
            code: code(&body),
        },
        location: text(LOCATION),
        cookies: cookies
            .filter_map(|line| Cookie::read(line.to_str().ok()?))
            .collect(),
        body,
    }
}

/// The code of a refusal: the member of JSON, or what a backend's page shows in small print.
fn code(body: &[u8]) -> Option<Code> {
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        return Code::parse(json.get("error")?.as_str()?);
    }
    let page = std::str::from_utf8(body).ok()?;
    let (_, rest) = page.split_once("<small>")?;
    Code::parse(rest.split('<').next()?)
}
