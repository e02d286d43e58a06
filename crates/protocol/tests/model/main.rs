//! Opener, receiver, issuer and an attacker, explored exhaustively: the machines are the very ones that
//! the wasm crates run, with symbols in place of tokens.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

mod attacker;
mod auth;
mod auth_effects;
mod auth_steps;
mod checks;
mod explore;
mod hostile;
mod issuer;
mod journeys;
mod knowledge;
mod network;
mod outcomes;
mod place;
mod possible;
mod properties;
mod receiver;
mod receiver_steps;
mod receiver_work;
mod rules;
mod run;
mod starts;
mod steps;
mod storage;
mod symbols;
mod window;
mod world;
