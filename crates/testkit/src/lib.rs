//! For tests alone: what the tests of several crates share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::new_without_default,
    missing_docs
)]

mod clock;
mod database;
mod dns;
mod forge;
mod postgres;
mod receiver;

pub use clock::ManualClock;
pub use database::{Database, Kind as DatabaseKind};
pub use dns::{DnsServer, Says};
pub use forge::Forge;
pub use postgres::Postgres;
pub use receiver::{ISSUER, Receiver};
