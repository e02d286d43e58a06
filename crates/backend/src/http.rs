//! The HTTP client: certificates of the operating system, names below `localhost` are this machine, no redirect is
//! followed, no proxy asked. Public for `crosspass check-isolation`, and no part of what this crate promises.

use std::time::Duration;

use axum::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;

use crate::error::StartError;
use crate::resolver::Resolver;

/// How long a connection may take, and how long one is kept for the next request.
const CONNECTING: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(60);

/// Sends requests; the deadline of each is the caller's.
pub type HttpClient = Client<HttpsConnector<HttpConnector<Resolver>>, Body>;

/// Which addresses a client may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Those of https alone.
    Https,
    /// Plain http as well: for loopback.
    PlainToo,
}

/// A client.
pub fn client(scheme: Scheme) -> Result<HttpClient, StartError> {
    let mut http = HttpConnector::new_with_resolver(Resolver::new());
    http.set_connect_timeout(Some(CONNECTING));
    http.set_nodelay(true);
    http.enforce_http(false);
    // The operating system's own certificates, as browsers on this machine have them.
    let tls = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(ring::default_provider())
        .map_err(|error| StartError::Client(error.to_string()))?;
    let tls = match scheme {
        Scheme::Https => tls.https_only(),
        Scheme::PlainToo => tls.https_or_http(),
    };
    Ok(Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .build(tls.enable_http1().wrap_connector(http)))
}
