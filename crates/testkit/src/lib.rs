//! For tests alone: what the tests of several crates share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::new_without_default,
    missing_docs
)]

mod answer;
mod clock;
mod database;
pub mod directory;
mod dns;
mod forge;
mod http;
mod postgres;
mod receiver;
mod world;

pub use answer::Answer;
pub use clock::ManualClock;
pub use database::{Database, Kind as DatabaseKind};
pub use dns::{DnsServer, Says};
pub use forge::Forge;
pub use http::{own_page, send, with_cookie};
pub use postgres::Postgres;
pub use receiver::{ISSUER, Receiver};
pub use world::World;
