//! `test`: everything.
use crate::paths::Paths;
use anyhow::Result;
use clap::Args;

/// Everything
#[derive(Args, Clone, Default)]
pub(crate) struct Test {}

impl Test {
    pub(crate) fn run(&self, _paths: &Paths) -> Result<()> {
        Ok(())
    }
}
