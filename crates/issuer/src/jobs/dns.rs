//! Asking DNS for a domain's record.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

use crate::model::{DomainVerification, TxtLookup};

/// What one look may take, whatever the servers do.
const DEADLINE: Duration = Duration::from_secs(10);
/// What one server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// There is no way to ask: the system's settings cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the system's DNS settings cannot be read ({0}); name a server in domains.dns_server")]
pub struct DnsError(#[from] NetError);

/// A resolver without a memory: what was taken out of DNS is not to be found here for longer.
#[derive(Clone)]
pub struct Dns(TokioResolver);

impl Dns {
    /// Asks this server, or those of the system.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, DnsError> {
        let mut builder = match server {
            None => TokioResolver::builder_tokio()?,
            Some(server) => {
                let mut config = NameServerConfig::udp_and_tcp(server.ip());
                for connection in &mut config.connections {
                    connection.port = server.port();
                }
                let config = ResolverConfig::from_name_servers(vec![config]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 2;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        Ok(Self(builder.build()?))
    }

    /// Looks for a domain's record. What is on loopback is whose machine it is.
    pub async fn look_up(&self, verification: &DomainVerification) -> TxtLookup {
        if verification.origin.is_loopback() {
            return TxtLookup::Found;
        }
        let Some(name) = verification.name() else {
            return TxtLookup::Absent;
        };
        // The dot keeps the system's search list out of it.
        let asked = self.0.lookup(format!("{name}."), RecordType::TXT);
        match tokio::time::timeout(DEADLINE, asked).await {
            Ok(Ok(found)) => {
                let record = verification.record();
                let is_it = |data: &RData| match data {
                    RData::TXT(text) => text.txt_data.concat() == record.as_bytes(),
                    _ => false,
                };
                if found.answers().iter().any(|answer| is_it(&answer.data)) {
                    TxtLookup::Found
                } else {
                    TxtLookup::Absent
                }
            }
            Ok(Err(error)) if error.is_no_records_found() => TxtLookup::Absent,
            Ok(Err(_)) | Err(_) => TxtLookup::Unanswered,
        }
    }
}
