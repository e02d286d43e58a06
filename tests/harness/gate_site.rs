//! A domain behind a gate: a public port, a proxy, the gate, and a backend that knows nothing of it.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Result;

use crate::access::Access;
use crate::certificate::Certificate;
use crate::front::Front;
use crate::gate::Gate;
use crate::gate_backend::PlainBackend;
use crate::proxy::{Proxy, Running};
use crate::world::{Names, World};

/// A domain with all that serves it. It ends when dropped.
#[derive(Debug)]
pub struct GatedSite {
    /// Its gate, to be killed and started.
    pub gate: Gate,
    origin: String,
    front: Front,
    backend: PlainBackend,
    proxy: Running,
}

impl GatedSite {
    /// Opens one as `http://NAME.localhost:PORT`, and registers it for Vandelay. The gate answers for `others`, too.
    pub async fn open(world: &World, name: &str, proxy: Proxy, others: &[String]) -> Result<Self> {
        let closed = world.cast.hosts.gate_files().join("crosspass/locations.conf");
        Self::with_locations(world, name, proxy, others, &closed).await
    }

    /// The same; nginx gets an operator's file of further locations.
    pub async fn with_locations(
        world: &World,
        name: &str,
        proxy: Proxy,
        others: &[String],
        locations: &Path,
    ) -> Result<Self> {
        let front = Front::open(None).await?;
        let certificate = world.certificate.as_ref();
        let names = certificate.map_or(Names::Localhost, |_| Names::Secure);
        let origin = names.origin(&format!("{name}.localhost"), front.port());
        world.issuer.add_backend(&origin).await?;
        let mut origins = vec![origin.clone()];
        origins.extend_from_slice(others);
        let trusted = certificate.map(Certificate::file);
        let gate = Gate::trusting(world.issuer.origin(), &origins, trusted, world.cast.hosts).await?;
        Self::behind(front, origin, gate, proxy, locations, certificate).await
    }

    /// One at an origin that leads to that front, with a gate that answers for it. nginx gets an operator's file of
    /// further locations; with a certificate, the proxy ends TLS.
    pub async fn behind(
        front: Front,
        origin: String,
        gate: Gate,
        proxy: Proxy,
        locations: &Path,
        certificate: Option<&Certificate>,
    ) -> Result<Self> {
        let backend = PlainBackend::start().await?;
        let running = proxy
            .start_of(
                gate.release(),
                gate.address(),
                backend.address(),
                locations,
                certificate,
            )
            .await?;
        front.lead_to(running.address);
        Ok(Self {
            gate,
            origin,
            front,
            backend,
            proxy: running,
        })
    }

    /// Its origin, as registered at the issuer.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of one of its pages.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Its public port's socket.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.front.port()))
    }

    /// The landings that have passed its public port, as an access log has them.
    #[must_use]
    pub fn landings(&self) -> Vec<String> {
        self.front.landings()
    }

    /// The proxy's own socket, behind the public port.
    #[must_use]
    pub fn proxy(&self) -> SocketAddr {
        self.proxy.address
    }

    /// The requests that the backend and the gate have seen.
    #[must_use]
    pub fn log(&self) -> Vec<Access> {
        let mut log = [self.backend.log(), self.gate.log()].concat();
        log.sort_by(|one, other| one.started.total_cmp(&other.started));
        log
    }

    /// How many requests got through to the backend.
    #[must_use]
    pub fn reached(&self) -> usize {
        self.backend.reached()
    }
}
