//! Whom a gate believes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use crate::error::StartError;

/// The other end of a connection, as an extension of the request: the server of the gate puts it there.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Which proxies a gate believes when they say what a request was. By default those of this machine.
#[derive(Clone, Debug)]
pub struct GateOptions {
    proxies: Vec<IpNet>,
}

impl Default for GateOptions {
    fn default() -> Self {
        let [v4, v6]: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        // 127.0.0.0/8 whole: that is this machine.
        let v4 = IpNet::new(v4, 8).map_or_else(|_| v4.into(), |network| network.trunc());
        Self {
            proxies: vec![v4, v6.into()],
        }
    }
}

impl GateOptions {
    /// Other proxies in their place: addresses (`10.0.0.7`) or networks (`10.0.0.0/8`).
    pub fn with_proxies(
        self,
        proxies: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<Self, StartError> {
        let network = |text: &str| {
            let network = text.parse().or_else(|_| text.parse().map(IpAddr::into));
            network.map_err(|_| StartError::Proxy(text.to_owned()))
        };
        let proxies = proxies.into_iter().map(|text| network(text.as_ref()));
        Ok(Self {
            proxies: proxies.collect::<Result<_, _>>()?,
        })
    }

    /// Whether that is one of the proxies. An IPv4 address may come in the clothes of IPv6.
    pub(super) fn believes(&self, Peer(address): Peer) -> bool {
        let address = address.to_canonical();
        self.proxies.iter().any(|network| network.contains(&address))
    }
}
