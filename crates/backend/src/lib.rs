//! A domain's own server as a receiver of Crosspass sessions: routes, a tower layer and extractors for axum.
#![doc = include_str!("../README.md")]

mod answer;
mod caches;
mod call;
mod check;
mod client;
mod clock;
mod cookie;
mod cross_origin;
mod destination;
mod discard;
mod discards;
mod ended;
mod error;
mod extract;
mod files;
mod fingerprint;
mod gate;
mod generations;
mod identify;
mod key;
mod keys;
mod layer;
mod options;
mod origins;
mod pending_handoff;
mod random;
mod redirect_guard;
mod renewal;
mod renewals;
mod replay;
mod request;
mod routes;
mod session;
mod session_cookie;
mod state;

pub use cookie::CrossSite;
pub use crosspass_protocol::{Origin, SessionId, Subject, Timestamp};
pub use error::StartError;
pub use extract::Rejection;
pub use gate::{GateOptions, Peer};
pub use layer::{CrosspassLayer, CrosspassService};
pub use options::{Calls, Options};
pub use session::Session;
pub use state::Crosspass;
