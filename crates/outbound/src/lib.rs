//! How our servers call others: the issuer calls domains and Ory Kratos, a domain's backend calls the issuer. Certificates
//! of the operating system, names below `localhost` are this machine, no redirect is followed, no proxy asked; each
//! request has a deadline and its answer a length. No part of what Crosspass promises to others.

mod media_type;
mod public;
mod reach;
mod resolver;

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use tokio::time::timeout;

pub use media_type::is_media_type;
use public::NotPublic;
use resolver::Resolver;

pub use reach::Reach;

/// How long a connection may take, and how long one is kept for the next request.
const CONNECTING: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(60);

/// What an exchange may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// From the first byte sent to the last one read.
    pub deadline: Duration,
    /// The answer's body at most, in bytes.
    pub longest: usize,
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: Bytes,
}

/// Why there is no answer. No variant names the address: it may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The system's certificates cannot be used.
    #[error("the system's certificates cannot be used: {0}")]
    Certificates(String),
    /// The address is not on the public internet; nothing was sent.
    #[error("its address is not a public one")]
    PrivateAddress,
    /// No connection.
    #[error("it cannot be reached")]
    Unreachable,
    /// The connection broke off, or the answer is no HTTP.
    #[error("the connection broke off")]
    Broken,
    /// The deadline passed.
    #[error("it took too long")]
    Slow,
    /// The body is longer than allowed, or was cut off.
    #[error("its answer is cut off or too long")]
    TooLong,
}

/// What a request carries: known whole before it is sent.
pub type Body = Full<Bytes>;

/// Calls others.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Body>,
    reach: Reach,
}

impl Outbound {
    /// Reads the system's certificates; makes no connection.
    pub fn new(reach: Reach) -> Result<Self, OutboundError> {
        let mut http = HttpConnector::new_with_resolver(Resolver::new(reach));
        http.set_connect_timeout(Some(CONNECTING));
        http.set_nodelay(true);
        http.enforce_http(false);
        // The operating system's own certificates, as browsers on this machine have them.
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_platform_verifier(ring::default_provider())
            .map_err(|error| OutboundError::Certificates(error.to_string()))?;
        let tls = match reach {
            Reach::Public | Reach::Https => tls.https_only(),
            Reach::Any => tls.https_or_http(),
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(tls.enable_http1().wrap_connector(http));
        Ok(Self { client, reach })
    }

    /// Sends a request and reads the answer whole.
    pub async fn send(&self, request: Request<Body>, bounds: Bounds) -> Result<Answer, OutboundError> {
        // A name is judged by what it resolves to; an address never gets to the resolver.
        let literal = request.uri().host().and_then(public::literal);
        if self.reach == Reach::Public && literal.is_some_and(|address| !public::is_public(address)) {
            return Err(OutboundError::PrivateAddress);
        }
        let exchange = async {
            let answer = self.client.request(request).await.map_err(why)?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, bounds.longest).collect().await;
            Ok(Answer {
                status: head.status,
                headers: head.headers,
                body: body.map_err(|_| OutboundError::TooLong)?.to_bytes(),
            })
        };
        let answered = timeout(bounds.deadline, exchange).await;
        answered.unwrap_or(Err(OutboundError::Slow))
    }
}

fn why(error: hyper_util::client::legacy::Error) -> OutboundError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(found) = cause {
        if found.is::<NotPublic>() {
            return OutboundError::PrivateAddress;
        }
        cause = match found
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            // What an I/O error was made of is itself, not its source.
            Some(inner) => Some(inner),
            None => found.source(),
        };
    }
    if error.is_connect() {
        OutboundError::Unreachable
    } else {
        OutboundError::Broken
    }
}
