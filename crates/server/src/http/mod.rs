//! The endpoints, one file each, and what they share: the request's context, the session cookie,
//! JSON bodies, query parameters.

mod assets;
mod body;
mod bounds;
mod brand;
mod client;
mod context;
mod cookie;
mod discovery;
mod end;
mod handoffs;
mod health;
mod launcher;
mod look;
mod observe;
mod query;
mod receiver_api;
mod redeem;
mod renew;
mod report;
mod session;
mod sign_in;
mod sign_in_page;
mod sign_out;
mod visitor;

pub(crate) use assets::asset;
pub(crate) use bounds::bounded;
pub(crate) use brand::brand;
pub use client::Peer;
pub(crate) use discovery::{configuration, jwks};
pub(crate) use end::end;
pub(crate) use handoffs::handoffs;
pub(crate) use health::{healthz, readyz};
pub(crate) use launcher::launcher;
pub(crate) use observe::{nothing, observed};
pub(crate) use receiver_api::preflight;
pub(crate) use redeem::redeem;
pub(crate) use renew::renew;
pub(crate) use report::report;
pub(crate) use session::session;
pub(crate) use sign_in::sign_in;
pub(crate) use sign_in_page::sign_in_page;
pub(crate) use sign_out::{receipts, sign_out, sign_out_page};
