//! Two domains whose backends share one key file, as those behind one gate do: nothing but the audience is between them.

use anyhow::Result;
use crosspass_backend::Options;
use e2e::{Backend, Names, World, port};
use tempfile::TempDir;

/// A shop and an office. They end when dropped.
pub(super) struct Twins {
    pub(super) shop: Backend,
    pub(super) office: Backend,
    _home: TempDir,
}

impl Twins {
    /// Opens and registers both.
    pub(super) async fn open(world: &World) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("crosspass-twins-").tempdir()?;
        Ok(Self {
            shop: one(world, "shop.localhost", &home).await?,
            office: one(world, "office.localhost", &home).await?,
            _home: home,
        })
    }
}

async fn one(world: &World, host: &str, home: &TempDir) -> Result<Backend> {
    let listener = port::listen().await?;
    let origin = Names::Localhost.origin(host, listener.local_addr()?.port());
    world.issuer.add_backend(&origin).await?;
    let issuer = world.issuer.origin();
    let options = Options::new(issuer, [&origin], home.path().join("crosspass.key"));
    Backend::start(&origin, listener, issuer, options)
}
