//! Requests to the issuer: its key set, and what it gives for a ticket or a token with a proof.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, DATE, USER_AGENT};
use axum::http::{Method, Request};
use crosspass_outbound::{Answer, Bounds, Outbound, OutboundError, Reach};
use crosspass_protocol::{Code, Origin};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{Refusal, StartError};

/// What a request may take; a longer answer is none of the issuer's.
const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(8),
    longest: 64 * 1024,
};

const JWKS: &str = "/.well-known/jwks.json";
const NAME: &str = concat!("crosspass-backend/", env!("CARGO_PKG_VERSION"));

/// Calls one issuer and nobody else: no redirect is followed, no proxy asked.
#[derive(Clone, Debug)]
pub(crate) struct IssuerClient {
    outbound: Outbound,
    issuer: Origin,
}

#[derive(Deserialize)]
struct Given {
    token: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
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
        let answer = self.ask(request.body(Body::empty())).await?;
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

    /// Presents a ticket or a token (`member` says which) with a proof; returns the session token.
    pub(crate) async fn exchange(
        &self,
        address: &str,
        member: &str,
        compact: &str,
        proof: &str,
    ) -> Result<String, Refusal> {
        let body = self.post(address, json!({ member: compact }), proof).await?;
        let given = serde_json::from_slice::<Given>(&body);
        given.map(|given| given.token).map_err(|_| not_the_issuer())
    }

    /// Tells that a ticket is to give no session.
    pub(crate) async fn discard(&self, address: &str, ticket: &str, proof: &str) -> Result<(), Refusal> {
        let body = json!({ "ticket": ticket, "discard": true });
        self.post(address, body, proof).await.map(drop)
    }

    /// Ends the session of a token: at this domain, or everywhere.
    pub(crate) async fn end(
        &self,
        address: &str,
        token: &str,
        everywhere: bool,
        proof: &str,
    ) -> Result<(), Refusal> {
        let body = json!({ "token": token, "everywhere": everywhere });
        self.post(address, body, proof).await.map(drop)
    }

    /// The body of a success, or the issuer's refusal.
    async fn post(&self, address: &str, body: Value, proof: &str) -> Result<Bytes, Refusal> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(address)
            .header(CONTENT_TYPE, "application/json")
            .header("dpop", proof)
            .body(Body::from(body.to_string()));
        let Answer {
            status,
            headers,
            body,
        } = self.ask(request).await?;
        if status.is_success() {
            return Ok(body);
        }
        let refused = serde_json::from_slice::<Refused>(&body).map_err(|_| not_the_issuer())?;
        let code = Code::parse(&refused.error).ok_or_else(not_the_issuer)?;
        // Times that differ are the usual reason for a refused proof, and seen only here.
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        tracing::info!(address, status = status.as_u16(), %code, issuer_date = date, "the issuer refused");
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
    tracing::warn!("the answer is none of the issuer's");
    Refusal::Code(Code::TemporarilyUnavailable)
}
