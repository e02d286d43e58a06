//! Whose request it is: the peer, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the connection, as an extension of the request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// An address that no proxy has, for requests that came over no connection.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
}

/// The client's address. `X-Forwarded-For` is read from its end, as long as trusted proxies wrote it;
/// what clients put in front of that is never reached. No other header of that family is read at all.
pub(super) fn client_address(peer: Peer, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut address = peer.0.to_canonical();
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    for entry in lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')) {
        if !is_trusted(address) {
            break;
        }
        match entry.trim().parse::<IpAddr>() {
            Ok(said) => address = said.to_canonical(),
            Err(_) => break,
        }
    }
    address
}
