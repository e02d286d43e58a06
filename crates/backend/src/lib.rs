//! Crosspass for a domain's own server: signs users in that the issuer sends, and tells handlers who is there.
//!
//! A backend is a receiver with its key on disk: handoffs begin and end at its own routes below `/crosspass/`, by popup
//! or by redirect, and the session is a cookie that no script can read. It keeps no state but the key.
//!
//! ```
//! use axum::{Router, routing::get};
//! use crosspass_backend::{Crosspass, Options, Session};
//!
//! async fn home(session: Option<Session>) -> String {
//!     session.map_or("Nobody is signed in.".into(), |session| format!("Hello {}.", session.name()))
//! }
//!
//! /// Nobody gets here without being signed in: a browser is sent to the issuer and comes back.
//! async fn account(session: Session) -> String {
//!     format!("{} <{}>", session.name(), session.email())
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let key_file = folder.path().join("crosspass.key");
//! let options = Options::new("https://auth.example.com", ["https://app.example.com"], key_file);
//! let crosspass = Crosspass::open(options)?;
//! let app: Router = Router::new()
//!     .route("/", get(home))
//!     .route("/account", get(account))
//!     .merge(crosspass.routes())
//!     .layer(crosspass.layer());
//! # Ok(())
//! # }
//! ```
//!
//! Register the origin once: `crosspass domain add https://app.example.com --org acme --name Acme --backend`.

mod answer;
mod begun;
mod check;
mod client;
mod clock;
mod cookie;
mod error;
mod extract;
mod files;
mod gate;
mod generations;
mod identify;
mod key;
mod keys;
mod layer;
mod options;
mod origins;
mod random;
mod renewal;
mod replay;
mod resolver;
mod routes;
mod session;
mod state;

pub use crosspass_protocol::{SessionId, Subject, Timestamp};
pub use error::StartError;
pub use extract::Rejection;
pub use gate::{GateOptions, Peer};
pub use layer::{CrosspassLayer, CrosspassService};
pub use options::Options;
pub use session::Session;
pub use state::Crosspass;
