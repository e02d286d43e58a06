//! The protocol's tests: one module for each thing that is parsed or decided, in one program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

mod binding_rule;
mod common;
mod dpop_proof;
mod fixture;
mod jose;
mod json_suite;
mod jsonwebtoken;
mod jwt_compact;
mod key_set;
mod message;
mod node;
mod opener;
mod opener_out_of_turn;
mod oracle;
mod origin;
mod paths;
mod random_events;
mod receiver;
mod receiver_failures;
mod redacted;
mod renewable_token;
mod return_to;
#[path = "../../fuzz/src/second_reader.rs"]
mod second_reader;
mod token_claims;
mod token_form;
mod version;
