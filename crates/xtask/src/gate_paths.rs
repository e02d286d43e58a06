//! `paths`: which pages the proxy files of docs/gate leave open, however a path is spelled and whatever backend reads it.

use crate::paths::Paths;
use crate::run::{program, run, step};
use crate::{npm, setup};
use anyhow::Result;
use clap::Args;

/// Sends spellings of paths through the real nginx and Caddy with the files of docs/gate, and fails if one closed page is
/// open without a session.
///
/// The spellings are those of crates/protocol/tests/fixtures/paths.json; the backends read paths as servlet containers, IIS
/// and others do. Example, after a change of docs/gate/nginx.conf:
///
///     cargo xtask paths
#[derive(Args, Clone)]
#[command(verbatim_doc_comment)]
pub(crate) struct GatePaths {}

impl GatePaths {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        setup::Setup { build_only: true }.install(paths)?;
        setup::install_servers(paths)?;
        npm::build(paths)?;
        step("server and spellings", || {
            let packages = ["build", "-p", "crosspass-cli", "-p", "e2e", "--bins"];
            run(program(paths, "cargo")?.args(packages))
        })?;
        let programs = paths.target.join("debug");
        step("spellings through nginx and Caddy", || {
            run(program(paths, programs.join("paths"))?
                .env("CROSSPASS_BIN", programs.join("crosspass"))
                .env("CROSSPASS_PAGES", paths.pages())
                .env("CROSSPASS_TOOLS", &paths.tools))
        })
    }
}
