//! `attack`: one attack of the stories, on the real thing: issuer, domains and browsers.

use crate::e2e::E2e;
use crate::paths::Paths;
use anyhow::Result;
use clap::Args;

/// Tries one attack of tests/stories/attacks on issuer, domains and browsers.
///
/// For example `cargo xtask attack stolen-landing`: the attacker begins a sign-in, keeps the cookie, and reads the address
/// that the victim lands at. Each line names what was tried and in which browser; `ok` means that it got the attacker
/// nothing.
#[derive(Args)]
pub(crate) struct Attack {
    /// Its name: `stolen-landing`, `ticket`, `captured-token`, …; the names are those of `cargo xtask e2e attacks`
    name: String,
}

impl Attack {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        E2e::only(format!("attacks::{}", self.name.replace('-', "_"))).run(paths)
    }
}
