//! One domain with a backend as a process of its own, to be killed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use crate::behind::Behind;
use crate::front::Front;
use crate::world::{Names, World};

/// Vandelay, killed and started at will. It ends when dropped.
#[derive(Debug)]
pub struct ShopProcess {
    program: PathBuf,
    origin: String,
    issuer: String,
    behind: Behind,
    home: TempDir,
}

impl ShopProcess {
    /// Opens and registers one as `http://NAME.localhost:PORT`; the program is `tests/vandelay`.
    pub async fn open(world: &World, name: &str, program: &str) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = Names::Localhost.origin(&format!("{name}.localhost"), front.port());
        world.issuer.add_backend(&origin).await?;
        let mut shop = Self {
            program: PathBuf::from(program),
            origin,
            issuer: world.issuer.origin().to_owned(),
            behind: Behind::new(front),
            home: tempfile::Builder::new().prefix("crosspass-shop-").tempdir()?,
        };
        shop.start().await?;
        Ok(shop)
    }

    /// Its origin, as registered at the issuer.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its public port's socket.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.behind.address()
    }

    /// Starts it; again, after [`ShopProcess::kill`]: nothing but its key is left then.
    pub async fn start(&mut self) -> Result<()> {
        let mut command = Command::new(&self.program);
        command
            .args([&self.origin, &self.issuer])
            .arg(self.home.path().join("crosspass.key"));
        self.behind.start("Vandelay", &mut command).await
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        self.behind.kill();
    }
}
