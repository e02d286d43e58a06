//! A backend's Router on the real issuer: what it takes, and what it refuses. Rows of SECURITY.md stand above the tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

mod bearer;
mod begun;
mod cookies;
mod gate;
mod hosts;
mod key_sets;
mod keys;
mod logout;
mod other_pages;
mod popup;
mod propagations;
mod redirect;
mod renewal;
mod return_to;
mod scopes;
mod sign_out;
mod start;
mod stolen_tickets;
mod tickets;
mod tokens;
mod two_users;
mod versions;
