//! What must happen later: one loop, and one file for each kind of job.

mod dns;
mod domain_verifications;
mod logout_tokens;
mod provider_endings;
mod pruning;
mod queue;

use std::sync::Arc;

use tokio::task::JoinSet;

pub use dns::{Dns, DnsError};

use crate::issuer::Issuer;

/// All jobs of an issuer, for as long as this is kept. With `dns`, domains' records are looked for.
pub fn run(issuer: &Arc<Issuer>, dns: Option<Dns>) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(pruning::prune(Arc::clone(issuer)));
    jobs.spawn(queue::work(Arc::new(logout_tokens::LogoutTokens::of(issuer))));
    if issuer.kratos.is_some() {
        jobs.spawn(queue::work(Arc::new(provider_endings::ProviderEndings::of(
            issuer,
        ))));
    }
    if let Some(dns) = dns {
        jobs.spawn(queue::work(Arc::new(
            domain_verifications::DomainVerifications::of(issuer, dns),
        )));
    }
    jobs
}
