//! Opener, receiver, issuer and an attacker, explored exhaustively: the machines are the very ones that
//! the wasm crates run, with symbols in place of tokens.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

mod attacker;
mod auth;
mod auth_effects;
mod checks;
mod explore;
mod hostile;
mod issuer;
mod journeys;
mod knowledge;
mod network;
mod outcomes;
mod possible;
mod properties;
mod receiver;
mod receiver_work;
mod rules;
mod run;
mod starts;
mod storage;
mod symbols;
mod world;
