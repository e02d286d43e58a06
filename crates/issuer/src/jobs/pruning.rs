//! Forgetting, every ten minutes, what is of no use any more.

use std::sync::Arc;
use std::time::Duration;

use crate::issuer::Issuer;

const PERIOD: Duration = Duration::from_secs(600);

pub(super) async fn prune(issuer: Arc<Issuer>) {
    let mut turns = tokio::time::interval(PERIOD);
    loop {
        turns.tick().await;
        if let Err(error) = issuer.store.prune(issuer.clock.now(), issuer.session).await {
            tracing::warn!(cause = %error, "nothing pruned");
        }
    }
}
