//! The contract of the store: every operation and every action, on both databases; with races, with faults between
//! statements, and with stores that lack what makes them right, each of which must be noticed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod actions;
mod brands;
mod faults;
mod migrate;
mod operations;
mod propagations;
mod providers;
mod races;
mod renewal;
mod sabotage;
mod scene;
mod schema;
mod statements;
mod values;
