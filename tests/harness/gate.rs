//! `crosspass gate` as a process, behind an address of its own that stays when the process goes and comes back.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::access::listening;
use crate::front::Front;
use crate::issuer::binary;
use crate::process::Process;

/// A gate for some origins. It ends when dropped.
#[derive(Debug)]
pub struct Gate {
    issuer: String,
    origins: Vec<String>,
    front: Front,
    home: TempDir,
    process: Option<Process>,
}

impl Gate {
    /// Starts one.
    pub async fn open(issuer: &str, origins: &[String]) -> Result<Self> {
        let mut gate = Self {
            issuer: issuer.to_owned(),
            origins: origins.to_vec(),
            front: Front::open(None).await?,
            home: tempfile::Builder::new().prefix("crosspass-gate-").tempdir()?,
            process: None,
        };
        gate.start().await?;
        Ok(gate)
    }

    /// Where proxies find it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.front.port()))
    }

    /// Starts it; again, after [`Gate::kill`]: nothing but its key is left then.
    pub async fn start(&mut self) -> Result<()> {
        let mut command = Command::new(binary()?);
        command
            .current_dir(self.home.path())
            .args(["gate", "--listen", "127.0.0.1:0", "--key-file", "gate.key"])
            .args(["--issuer", &self.issuer])
            .args(self.origins.iter().flat_map(|origin| ["--origin", origin]));
        let mut process = Process::start("the gate", &mut command)?;
        self.front
            .lead_to(process.line("where it listens", listening).await?);
        self.process = Some(process);
        Ok(())
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        self.process = None;
    }
}
