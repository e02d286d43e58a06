//! A virtual X display for browsers that cannot do without one.

use std::process::Command;

use anyhow::Result;

use super::recipe::tool;
use crate::process::Process;

/// A running Xvfb on a display number that it chose itself.
#[derive(Debug)]
pub(super) struct Display {
    name: String,
    _process: Process,
}

impl Display {
    pub(super) async fn start() -> Result<Self> {
        let mut command = Command::new(tool("Xvfb")?);
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x1024x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]);
        let mut process = Process::start("Xvfb", &mut command)?;
        let number: u32 = process
            .line("its display number", |line| line.trim().parse().ok())
            .await?;
        Ok(Self {
            name: format!(":{number}"),
            _process: process,
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
