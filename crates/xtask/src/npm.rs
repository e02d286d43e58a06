//! `npm`: the npm packages and the pages, built from their sources, each only when its inputs changed.

pub(crate) mod manifest;
pub(crate) mod wasm;

use crate::paths::Paths;
use anyhow::Result;
use clap::Args;

/// Builds the npm packages (target/npm) and the pages (target/pages).
#[derive(Args, Clone, Default)]
pub(crate) struct Npm {}

impl Npm {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        wasm::build_all(paths)
    }
}
