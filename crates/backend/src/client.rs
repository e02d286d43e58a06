//! Requests to the issuer: its key set, and what it gives for a ticket or a token with a proof.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{DATE, USER_AGENT};
use axum::http::{Method, Request, StatusCode};
use crosspass_outbound::Body;
use crosspass_outbound::{Answer, Bounds, Outbound, OutboundError, Reach};
use crosspass_protocol::{Code, Origin, Version};
use serde::Deserialize;

use crate::call::Call;
use crate::error::{Refusal, StartError};

/// What a request may take; the issuer never answers longer.
const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(8),
    longest: 64 * 1024,
};

const JWKS: &str = "/.well-known/jwks.json";
const NAME: &str = concat!("crosspass-backend/", env!("CARGO_PKG_VERSION"));

/// Calls one issuer and no other host: no redirect is followed, no proxy asked.
#[derive(Clone, Debug)]
pub(crate) struct IssuerClient {
    outbound: Outbound,
    issuer: Origin,
}

#[derive(Deserialize)]
struct TokenAnswer {
    token: String,
}

#[derive(Deserialize)]
struct ErrorAnswer {
    error: String,
    /// The issuer's time, from version 2 on.
    now: Option<i64>,
}

impl IssuerClient {
    pub(crate) fn new(issuer: Origin) -> Result<Self, StartError> {
        let reach = if issuer.is_https() {
            Reach::Https
        } else {
            Reach::Any
        };
        let outbound = Outbound::new(reach).map_err(|error| StartError::Client(error.to_string()))?;
        Ok(Self { outbound, issuer })
    }

    /// The key set, as it came.
    pub(crate) async fn keys(&self) -> Result<Bytes, Refusal> {
        let request = Request::builder().method(Method::GET).uri(self.address(JWKS));
        let answer = self.ask(request.body(Body::default())).await?;
        if !answer.status.is_success() {
            tracing::warn!(status = answer.status.as_u16(), "the issuer gives no key set");
            return Err(Refusal::Code(Code::TemporarilyUnavailable));
        }
        Ok(answer.body)
    }

    /// Where an endpoint is: what proofs are made for.
    pub(crate) fn address(&self, path: &str) -> String {
        self.issuer.join(path)
    }

    /// Presents a ticket or a token with a proof; returns the session token.
    pub(crate) async fn exchange(
        &self,
        address: &str,
        call: Call<'_>,
        proof: &str,
        version: Version,
    ) -> Result<String, Refusal> {
        let body = self.post(address, call, proof, version).await?;
        let given = serde_json::from_slice::<TokenAnswer>(&body);
        given.map(|given| given.token).map_err(|_| not_the_issuer())
    }

    /// Presents what is to end, a ticket or the session of a token.
    pub(crate) async fn end(
        &self,
        address: &str,
        call: Call<'_>,
        proof: &str,
        version: Version,
    ) -> Result<(), Refusal> {
        self.post(address, call, proof, version).await.map(drop)
    }

    /// The body of a success, or the issuer's refusal.
    async fn post(
        &self,
        address: &str,
        call: Call<'_>,
        proof: &str,
        version: Version,
    ) -> Result<Bytes, Refusal> {
        let mut answer = self.ask(call.request(address, proof, version)).await?;
        // An issuer that went back to its release before takes no forms, whatever its last key set said.
        if version > Version::One && answer.status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            answer = self.ask(call.request(address, proof, Version::One)).await?;
        }
        let Answer {
            status,
            headers,
            body,
        } = answer;
        if status.is_success() {
            return Ok(body);
        }
        let refused = serde_json::from_slice::<ErrorAnswer>(&body).map_err(|_| not_the_issuer())?;
        let code = Code::parse(&refused.error).ok_or_else(not_the_issuer)?;
        // Times that differ are the usual reason for a refused proof, and seen only here.
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let (status, now) = (status.as_u16(), refused.now);
        tracing::info!(address, status, %code, issuer_now = now, issuer_date = date, "the issuer refused");
        Err(Refusal::Code(code))
    }

    async fn ask(&self, request: axum::http::Result<Request<Body>>) -> Result<Answer, Refusal> {
        let mut request = request.map_err(|_| Refusal::Internal("a request that cannot be sent"))?;
        let name = axum::http::HeaderValue::from_static(NAME);
        request.headers_mut().insert(USER_AGENT, name);
        self.outbound
            .send(request, BOUNDS)
            .await
            .map_err(|error| match error {
                OutboundError::TooLong => not_the_issuer(),
                error => {
                    tracing::warn!(why = %error, "the issuer is out of reach");
                    Refusal::Code(Code::TemporarilyUnavailable)
                }
            })
    }
}

fn not_the_issuer() -> Refusal {
    tracing::warn!("the answer does not come from the issuer");
    Refusal::Code(Code::TemporarilyUnavailable)
}
