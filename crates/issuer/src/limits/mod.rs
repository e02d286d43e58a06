//! What the issuer counts before it works for a client, and who keeps each count.
//!
//! Attempts at an account are to be counted once for all nodes that serve an issuer: an attacker must not get as many again at
//! each node. So they are asked for as storage is, though the one node of today keeps them in memory. Addresses are counted by
//! the node that they call. What may happen once, such as a DPoP proof, is a row (`store/rows/proofs.rs`).

mod buckets;

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

pub use buckets::{Allowance, Exhausted};

use crate::clock::Clock;
use crate::model::Login;
use buckets::Buckets;

/// How much each client may ask for.
#[derive(Clone, Copy, Debug)]
pub struct LimitSettings {
    /// Sign-in attempts for one account.
    pub account: Allowance,
    /// Sign-in attempts from one address.
    pub address: Allowance,
    /// Other calls that write, from one address.
    pub calls: Allowance,
}

/// All counts of an issuer.
pub struct Limits {
    clock: Arc<dyn Clock>,
    accounts: Buckets,
    addresses: Buckets,
    calls: Buckets,
}

impl Limits {
    pub(crate) fn new(settings: LimitSettings, clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            accounts: Buckets::new(settings.account),
            addresses: Buckets::new(settings.address),
            calls: Buckets::new(settings.calls),
        }
    }

    /// Counts an attempt to sign in, at the address first.
    pub async fn count_attempt(&self, login: &Login, address: IpAddr) -> Result<(), Exhausted> {
        let now = self.clock.elapsed();
        self.addresses.take(holder(address), now)?;
        self.accounts.take(login, now)
    }

    /// Forgets the attempts at an account: its owner has signed in.
    pub async fn forgive_account(&self, login: &Login) {
        self.accounts.forgive(login);
    }

    /// Counts another call that writes.
    pub fn count_call(&self, address: IpAddr) -> Result<(), Exhausted> {
        self.calls.take(holder(address), self.clock.elapsed())
    }
}

/// The part of an address that one party holds: IPv4 whole, of IPv6 the /64.
fn holder(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_party_holds_an_ipv4_address_or_an_ipv6_network() {
        let holder = |text: &str| holder(text.parse().unwrap()).to_string();
        assert_eq!(holder("192.0.2.1"), "192.0.2.1");
        assert_eq!(holder("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(holder("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(holder("2001:db8:1:2::"), "2001:db8:1:2::");
        assert_ne!(holder("2001:db8:1:3::"), "2001:db8:1:2::");
    }
}
