//! The endpoints, one file each, and what they share: the request's context, the session cookie,
//! JSON bodies, query parameters.

mod assets;
mod body;
mod bounds;
mod client;
mod context;
mod cookie;
mod discovery;
mod handoffs;
mod health;
mod launcher;
mod observe;
mod query;
mod redeem;
mod report;
mod sign_in;
mod sign_in_page;
mod sign_out;
mod visitor;

pub use assets::asset;
pub use bounds::bounded;
pub use client::Peer;
pub use discovery::{configuration, jwks};
pub use handoffs::handoffs;
pub use health::{healthz, readyz};
pub use launcher::launcher;
pub use observe::{REFERENCE_HEADER, nothing, observed};
pub use redeem::{preflight, redeem};
pub use report::report;
pub use sign_in::sign_in;
pub use sign_in_page::sign_in_page;
pub use sign_out::{sign_out, sign_out_page};
