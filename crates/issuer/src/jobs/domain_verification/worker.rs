//! The worker: looks for each domain's record when it is time, side by side, and notes what follows.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Dns;
use crate::Fault;
use crate::issuer::Issuer;
use crate::model::{AuditContext, DomainProof};

/// How often it looks whether there is something to look for.
const TURN: Duration = Duration::from_secs(1);

/// Looks for records, for as long as it is polled.
pub async fn look_after(issuer: Arc<Issuer>, dns: Dns) {
    let mut turns = tokio::time::interval(TURN);
    loop {
        turns.tick().await;
        if let Err(error) = turn(&issuer, &dns).await {
            tracing::warn!(cause = %error, "no proofs of domains looked for");
        }
    }
}

async fn turn(issuer: &Arc<Issuer>, dns: &Dns) -> Result<(), Fault> {
    let mut looks = JoinSet::new();
    for proof in issuer.store.due_proofs(issuer.clock.now()).await? {
        let (issuer, dns) = (Arc::clone(issuer), dns.clone());
        looks.spawn(async move {
            if let Err(error) = look(&issuer, &dns, &proof).await {
                tracing::warn!(domain = %proof.origin, cause = %error, "its proof was not looked for");
            }
        });
    }
    while let Some(ended) = looks.join_next().await {
        // A fault in one look must not end all that come: the lease runs out, and it is looked again.
        if let Err(error) = ended {
            tracing::error!(%error, "the proof of a domain was not looked for");
        }
    }
    Ok(())
}

async fn look(issuer: &Issuer, dns: &Dns, proof: &DomainProof) -> Result<(), Fault> {
    let look = dns.look(proof).await;
    let context = AuditContext {
        at: issuer.clock.now(),
        address: None,
        reference: None,
    };
    let known = issuer
        .store
        .note_look(proof, look, &issuer.random, &context)
        .await?;
    if let Some(known) = known
        && known.unproven != proof.unproven
    {
        let look = look.as_str();
        tracing::warn!(domain = %proof.origin, look, unproven = known.unproven, "whether a domain is proven has changed");
    }
    Ok(())
}
