//! One more domain of Acme's, for a single scene: its own host name, so its own storage, and its own front.

use std::net::Ipv4Addr;
use std::ops::Deref;

use anyhow::Result;
use tokio::net::TcpListener;

use crate::domain::Domain;
use crate::front::Front;
use crate::people::ACME;
use crate::world::{Names, World, start_domain};

/// A domain that is registered for Acme. It ends when dropped.
#[derive(Debug)]
pub struct Venue {
    domain: Domain,
    front: Front,
}

impl Venue {
    /// Opens and registers one as `http://NAME.localhost:PORT`.
    pub async fn open(world: &World, name: &str) -> Result<Self> {
        let front = Front::open(None).await?;
        let origin = Names::Localhost.origin(&format!("{name}.localhost"), front.port());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let domain = start_domain(&ACME, &origin, listener, world.issuer.origin(), world.cast.hosts)?;
        front.lead_to(domain.address());
        world.issuer.add_domain(&ACME, &origin).await?;
        Ok(Self { domain, front })
    }

    /// Cuts browsers off from it, or lets them through again.
    pub fn cut(&self, is_cut: bool) {
        self.front.cut(is_cut);
    }
}

impl Deref for Venue {
    type Target = Domain;

    fn deref(&self) -> &Domain {
        &self.domain
    }
}
