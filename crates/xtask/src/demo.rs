//! `demo`: from a clean clone to a running issuer with five domains, in one command.

use crate::paths::Paths;
use crate::run::{program, run, step};
use crate::{npm, setup};
use anyhow::{Context, Result};
use clap::Args;
use std::os::unix::process::CommandExt;

/// Sets up, builds, and starts the issuer and five demo domains on this machine, until Ctrl-C.
///
/// The addresses and the accounts are printed. Accounts and sessions stay for the next time.
#[derive(Args, Clone, Default)]
pub(crate) struct Demo {
    /// Start everything, check that it answers, and stop
    #[arg(long)]
    once: bool,
}

impl Demo {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        setup::Setup { build_only: true }.install(paths)?;
        npm::build(paths)?;
        step("server and demo", || {
            let packages = ["build", "-p", "crosspass-cli", "-p", "e2e", "--bins"];
            run(program(paths, "cargo")?.args(packages))
        })?;
        let programs = paths.target.join("debug");
        let mut demo = program(paths, programs.join("demo"))?;
        demo.env("CROSSPASS_BIN", programs.join("crosspass"))
            .env("CROSSPASS_PAGES", paths.pages())
            .env("CROSSPASS_TOOLS", &paths.tools)
            .args(self.once.then_some("--once"));
        // From here on this process is the demo: Ctrl-C reaches it, and nothing is left over.
        Err(demo.exec()).context("cannot start the demo")
    }
}
