//! Where a name leads. Names below `localhost` are this machine, whatever the system's resolver knows of them
//! (RFC 6761, 6.3): browsers have it so, and development needs it.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec::IntoIter;

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use crate::public::{NotPublic, is_public};
use crate::reach::Reach;

/// The system's resolver, and loopback. What it returns is what is connected to: a name that leads elsewhere the next
/// time (DNS rebinding) is judged anew.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    system: GaiResolver,
    reach: Reach,
}

impl Resolver {
    pub(crate) fn new(reach: Reach) -> Self {
        Self {
            system: GaiResolver::new(),
            reach,
        }
    }
}

fn within(reach: Reach, mut found: Vec<SocketAddr>) -> io::Result<IntoIter<SocketAddr>> {
    if reach == Reach::Public {
        found.retain(|address| is_public(address.ip()));
        if found.is_empty() {
            return Err(io::Error::other(NotPublic));
        }
    }
    Ok(found.into_iter())
}

fn is_loopback(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case("localhost")
}

impl Service<Name> for Resolver {
    type Response = IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.system.poll_ready(cx)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.reach;
        if is_loopback(name.as_str()) {
            // The port is the caller's to fill in.
            let both = vec![
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ];
            return Box::pin(async move { within(reach, both) });
        }
        let asked = self.system.call(name);
        Box::pin(async move { within(reach, asked.await?.collect()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_below_localhost_are_this_machine() {
        for name in ["localhost", "auth.localhost", "A.LOCALHOST", "auth.localhost."] {
            assert!(is_loopback(name), "{name}");
        }
        for name in ["localhost.example.com", "mylocalhost", "auth.localhost.evil", ""] {
            assert!(!is_loopback(name), "{name}");
        }
    }
}
