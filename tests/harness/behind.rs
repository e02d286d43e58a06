//! A server as a process, behind an address that stays when the process goes and comes back.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::Result;

use crate::access::listening;
use crate::front::Front;
use crate::process::Process;

/// What stays of it, and the process while it runs. It ends when dropped.
#[derive(Debug)]
pub(crate) struct Behind {
    front: Front,
    process: Option<Process>,
}

impl Behind {
    /// Nothing runs yet: connections fail.
    pub(crate) fn new(front: Front) -> Self {
        Self { front, process: None }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.front.port()))
    }

    /// Starts it, and waits until it says where it listens.
    pub(crate) async fn start(&mut self, name: &str, command: &mut Command) -> Result<()> {
        let mut process = Process::start(name, command)?;
        self.front
            .lead_to(process.line("where it listens", listening).await?);
        self.process = Some(process);
        Ok(())
    }

    /// What it printed in this life.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.process.as_ref().map(Process::lines).unwrap_or_default()
    }

    /// Ends it as a crash would: SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.process = None;
    }
}
