//! The real binary as a process: its commands, its configuration, and what is left after `kill -9`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod brands;
mod commands;
mod configuration;
mod domain_proofs;
mod explain;
mod gate;
mod kill;
mod kill_endings;
mod kratos;
mod kratos_settings;
mod logs;
mod postgres;
mod postgres_tls;
mod serving;
mod storage;
mod support;
