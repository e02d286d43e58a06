//! Which ports the demo uses: easy ones if they are free.

use std::net::Ipv4Addr;

use anyhow::{Context, Result};
use tokio::net::TcpListener;

/// The easy ports: the issuer's, the static domains', the backend's, the one behind nginx, the inspector's.
const EASY: [u16; 7] = [9000, 9001, 9002, 9003, 9004, 9005, 9006];

/// The issuer's port, which the issuer opens itself, and the domains' open listeners.
#[derive(Debug)]
pub(crate) struct Ports {
    pub(crate) issuer: u16,
    pub(crate) domains: [TcpListener; 3],
    pub(crate) backend: TcpListener,
    pub(crate) gated: TcpListener,
    pub(crate) inspector: TcpListener,
    /// Whether they are the easy ones.
    pub(crate) easy: bool,
}

impl Ports {
    /// The easy ports if all are free, else others: a mixture would only confuse.
    pub(crate) async fn choose() -> Result<Self> {
        match Self::open(EASY).await {
            Ok(ports) => Ok(ports),
            Err(_) => Self::open([0; 7]).await.context("no seven free ports"),
        }
    }

    async fn open(wanted: [u16; 7]) -> Result<Self> {
        let [issuer, first, second, third, backend, gated, inspector] = wanted;
        let probe = listen(issuer).await?;
        let domains = [listen(first).await?, listen(second).await?, listen(third).await?];
        Ok(Self {
            issuer: probe.local_addr()?.port(),
            domains,
            backend: listen(backend).await?,
            gated: listen(gated).await?,
            inspector: listen(inspector).await?,
            easy: wanted == EASY,
        })
    }
}

async fn listen(port: u16) -> Result<TcpListener> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Ports, listen};

    #[tokio::test]
    async fn a_taken_port_is_an_error_and_free_ones_differ() {
        let taken = listen(0).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(Ports::open([0, 0, port, 0, 0, 0, 0]).await.is_err());
        let ports = Ports::open([0; 7]).await.unwrap();
        for domain in ports
            .domains
            .iter()
            .chain([&ports.backend, &ports.gated, &ports.inspector])
        {
            assert_ne!(domain.local_addr().unwrap().port(), ports.issuer);
        }
    }
}
