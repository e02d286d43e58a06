//! One domain with a backend for a single scene: its own host name, its own front, and a backend that can be started
//! anew behind it.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;

use anyhow::Result;
use crosspass_backend::Options;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::backend::Backend;
use crate::front::Front;
use crate::world::{Names, World};

/// A domain with a backend that is registered for Acme. It ends when dropped.
#[derive(Debug)]
pub struct Shop {
    backend: Backend,
    issuer: String,
    /// What every backend here has.
    usual: Options,
    options: Options,
    front: Front,
    _home: TempDir,
}

impl Shop {
    /// Opens and registers one as `http://NAME.localhost:PORT`.
    pub async fn open(world: &World, name: &str) -> Result<Self> {
        Self::open_with(world, name, |options| options).await
    }

    /// The same with further options.
    pub async fn open_with(
        world: &World,
        name: &str,
        further: impl FnOnce(Options) -> Options,
    ) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = Names::Localhost.origin(&format!("{name}.localhost"), front.port());
        world.issuer.add_backend(&origin).await?;
        let home = tempfile::Builder::new().prefix("crosspass-shop-").tempdir()?;
        let issuer = world.issuer.origin().to_owned();
        let usual = Options::new(&issuer, [&origin], home.path().join("crosspass.key"));
        let options = further(usual.clone());
        let backend = start(&origin, &issuer, &options).await?;
        front.lead_to(backend.address());
        Ok(Self {
            backend,
            issuer,
            usual,
            options,
            front,
            _home: home,
        })
    }

    /// Ends the backend and starts it anew: nothing but its key is left of it.
    pub async fn restart(&mut self) -> Result<()> {
        self.backend = start(self.backend.origin(), &self.issuer, &self.options).await?;
        self.front.lead_to(self.backend.address());
        Ok(())
    }

    /// The same with other further options, in place of those that it had.
    pub async fn restart_with(&mut self, further: impl FnOnce(Options) -> Options) -> Result<()> {
        self.options = further(self.usual.clone());
        self.restart().await
    }
}

impl Shop {
    /// Cuts everybody off from it, or lets them through again.
    pub fn cut(&self, is_cut: bool) {
        self.front.cut(is_cut);
    }

    /// The landings that have passed its public port, as an access log has them.
    #[must_use]
    pub fn landings(&self) -> Vec<String> {
        self.front.landings()
    }

    /// Its public port's socket.
    #[must_use]
    pub fn front(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.front.port()))
    }
}

async fn start(origin: &str, issuer: &str, options: &Options) -> Result<Backend> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    Backend::start(origin, listener, issuer, options.clone())
}

impl Deref for Shop {
    type Target = Backend;

    fn deref(&self) -> &Backend {
        &self.backend
    }
}
