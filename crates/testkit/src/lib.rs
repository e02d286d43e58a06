//! For tests alone: what the tests of several crates share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod database;
mod postgres;

pub use database::{Database, Kind as DatabaseKind};
pub use postgres::Postgres;
