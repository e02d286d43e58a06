//! `crosspass gate` as a process, behind an address of its own that stays when the process goes and comes back.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::access::{Access, access};
use crate::behind::Behind;
use crate::front::Front;
use crate::issuer::TRUSTED;
use crate::release::Release;

/// A gate for some origins. It ends when dropped.
#[derive(Debug)]
pub struct Gate {
    issuer: String,
    origins: Vec<String>,
    /// Further words of its command line.
    further: Vec<String>,
    release: Release,
    /// The one certificate that it trusts, if not the system's.
    trusted: Option<PathBuf>,
    behind: Behind,
    key_file: PathBuf,
    /// Of a key that goes with it.
    _home: Option<TempDir>,
}

impl Gate {
    /// Starts one with a new key.
    pub async fn open(issuer: &str, origins: &[String]) -> Result<Self> {
        Self::trusting(issuer, origins, None, Release::Present).await
    }

    /// The same, which trusts that certificate and no other, of a certain build.
    pub async fn trusting(
        issuer: &str,
        origins: &[String],
        certificate: Option<PathBuf>,
        release: Release,
    ) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("crosspass-gate-").tempdir()?;
        let mut gate = Self::new(issuer, origins, home.path().join("gate.key")).await?;
        gate.trusted = certificate;
        gate.release = release;
        gate._home = Some(home);
        gate.start().await?;
        Ok(gate)
    }

    /// Starts one with the key of a file, or a new one in it.
    pub async fn with_key(issuer: &str, origins: &[String], key_file: PathBuf) -> Result<Self> {
        let mut gate = Self::new(issuer, origins, key_file).await?;
        gate.start().await?;
        Ok(gate)
    }

    async fn new(issuer: &str, origins: &[String], key_file: PathBuf) -> Result<Self> {
        Ok(Self {
            issuer: issuer.to_owned(),
            origins: origins.to_vec(),
            further: Vec::new(),
            release: Release::Present,
            trusted: None,
            behind: Behind::new(Front::open(None).await?),
            key_file,
            _home: None,
        })
    }

    /// Where proxies find it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.behind.address()
    }

    /// Starts it again with these further words on its command line.
    pub async fn configure(&mut self, further: &[&str]) -> Result<()> {
        self.further = further.iter().copied().map(str::to_owned).collect();
        self.kill();
        self.start().await
    }

    /// Which build it is.
    pub(crate) fn release(&self) -> Release {
        self.release
    }

    /// Has it be that build, with the key that it has.
    pub async fn become_release(&mut self, release: Release) -> Result<()> {
        self.release = release;
        self.kill();
        self.start().await
    }

    /// Starts it; again, after [`Gate::kill`]: nothing but its key is left then.
    pub async fn start(&mut self) -> Result<()> {
        let mut command = Command::new(self.release.binary()?);
        command
            .current_dir(self.key_file.parent().context("a key file without a folder")?)
            .args(["gate", "--listen", "127.0.0.1:0", "--key-file"])
            .arg(&self.key_file)
            .args(["--issuer", &self.issuer])
            .args(self.origins.iter().flat_map(|origin| ["--origin", origin]))
            .args(&self.further);
        if let Some(certificate) = &self.trusted {
            command.env(TRUSTED, certificate);
        }
        self.behind.start("the gate", &mut command).await
    }

    /// The requests that it logged in this life: at the level `debug`, those too that were let through.
    #[must_use]
    pub fn log(&self) -> Vec<Access> {
        self.behind
            .lines()
            .iter()
            .filter_map(|line| access(line))
            .collect()
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        self.behind.kill();
    }
}
