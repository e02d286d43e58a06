//! `crosspass gate`: Crosspass for domains with a backend in any language, asked by the proxy in front of it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use clap::Args;
use crosspass_backend::{Calls, Crosspass, GateOptions, Options};
use crosspass_protocol::RegisteredOrigin;
use tokio::net::TcpListener;

use super::error::CliError;
use super::serve::stop_signal;
use crate::config::{GateConfig, GateOrigin};
use crate::telemetry;
use crosspass_issuer::{Clock, SystemClock};
use crosspass_server::Peer;

#[derive(Args)]
pub(crate) struct Gate {
    /// An origin that the gate answers for, such as https://app.example.com; may be given several times
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// A file of such origins, one a line
    #[arg(long, value_name = "FILE")]
    origins: Option<String>,
    /// An origin whose pages may call those of --origin, with cookies; may be given several times
    #[arg(long, value_name = "ORIGIN")]
    caller: Vec<String>,
    /// A path prefix, such as /api/, below which callers' own tokens are taken: that admits all of their users, also those
    /// who may not enter the domain that is called; may be given several times
    #[arg(long, value_name = "PREFIX")]
    caller_path: Vec<String>,
    /// Cookies of --origin for callers on other sites, too: partitioned or shared
    #[arg(long, value_name = "KIND")]
    cross_site_cookies: Option<String>,
    /// Where the gate's key is: made at the first start, and to be kept, for all sessions are bound to it
    #[arg(long, value_name = "FILE")]
    key_file: Option<String>,
    /// Where to listen, such as 127.0.0.1:9100; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// An address or a network whose X-Forwarded-* is believed; may be given several times [default: this machine]
    #[arg(long, value_name = "CIDR")]
    proxy: Vec<String>,
    /// What is logged: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
}

impl Gate {
    pub(crate) fn flags(&self) -> Vec<(&'static str, Option<String>)> {
        let list = |items: &[String]| (!items.is_empty()).then(|| items.join(","));
        vec![
            ("gate.origin", list(&self.origin)),
            ("gate.origins", self.origins.clone()),
            ("gate.caller", list(&self.caller)),
            ("gate.caller_path", list(&self.caller_path)),
            ("gate.cross_site_cookies", self.cross_site_cookies.clone()),
            ("gate.key_file", self.key_file.clone()),
            ("gate.listen", self.listen.clone()),
            ("gate.proxy", list(&self.proxy)),
            ("log", self.log.clone()),
        ]
    }
}

pub(crate) async fn run(config: GateConfig) -> Result<(), CliError> {
    telemetry::start(config.log);
    let origins = config.origins.iter().map(|known| text(&known.origin));
    let options = Options::new(text(&config.issuer), origins, config.key_file);
    let options = config.origins.iter().fold(options, |options, known| {
        options.calls_to(text(&known.origin), calls(known))
    });
    let believed = GateOptions::default().with_proxies(config.proxies.iter().map(ToString::to_string))?;
    let gate = Crosspass::open(options)?.gate(believed);
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        let wrong = format!("{error}; expected a free address of this machine");
        CliError::argument("gate.listen", &config.listen.to_string(), wrong)
    })?;
    let address = listener.local_addr()?;
    let clock = Arc::new(SystemClock::start());
    let gate = gate
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn_with_state(clock, observed));
    let stop = stop_signal()?;
    let (issuer, origins) = (config.issuer.origin(), config.origins.len());
    tracing::info!(listening = %address, %issuer, origins, "ready");
    crosspass_server::serve(listener, gate, stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// Whose pages call an origin, and how.
fn calls(known: &GateOrigin) -> Calls {
    let calls = Calls::from(known.callers.iter().map(text)).with_tokens_at(&known.caller_paths);
    match known.across {
        Some(across) => calls.with_cookies_across_sites(across),
        None => calls,
    }
}

fn text(origin: &RegisteredOrigin) -> &str {
    origin.origin().as_str()
}

/// Tells the gate who is at the other end, and the log what was answered. What was let through is in the proxy's own
/// log, and here at the level `debug`.
async fn observed(State(clock): State<Arc<SystemClock>>, mut request: Request, next: Next) -> Response {
    let started = clock.elapsed();
    let method = request.method().clone();
    if let Some(Peer(address)) = request.extensions().get::<Peer>().copied() {
        request.extensions_mut().insert(crosspass_backend::Peer(address));
    }
    let path = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let path = path.as_ref().map_or("-", MatchedPath::as_str);
    let (method, status) = (method.as_str(), response.status().as_u16());
    let micros = u64::try_from(Duration::as_micros(&(clock.elapsed() - started))).unwrap_or(u64::MAX);
    if response.status() == StatusCode::OK {
        tracing::debug!(method, path, status, micros, "request");
    } else {
        tracing::info!(method, path, status, micros, "request");
    }
    response
}
