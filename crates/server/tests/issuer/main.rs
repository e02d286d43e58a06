//! The issuer's Router, called without a socket, on a real SQLite file: what it gives, and what it
//! refuses. Numbers in the modules' headers are rows of SECURITY.md.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod backend_domains;
mod brand_values;
mod brands;
mod cookies;
mod credentials;
mod cross_site_calls;
mod demands;
mod discard;
mod domain_proofs;
mod dpop_proofs;
mod ending_races;
mod endings;
mod endings_by_domains;
mod endings_by_operators;
mod external_domains;
mod farewells;
mod forms;
mod headers;
mod hostile_tickets;
mod json_bodies;
mod keys;
mod kratos;
mod kratos_changes;
mod kratos_cookies;
mod kratos_ended;
mod kratos_faults;
mod kratos_return;
mod languages;
mod launcher;
mod limits;
mod logins;
mod logout_tokens;
mod new_keys;
mod nonces;
mod old_databases;
mod overload;
mod own_pages;
mod pages;
mod permits;
mod propagation_hops;
mod propagation_keys;
mod propagation_strangers;
mod propagations;
mod receiver_clock;
mod redeem;
mod redirect;
mod refusal_pages;
mod renew;
mod renew_refused;
mod renew_tokens;
mod reports;
mod return_to;
mod revocation;
mod session_elsewhere;
mod session_life;
mod sign_in;
mod sign_out;
mod token_life;
mod tokens_elsewhere;
mod windows;
