//! The one loop of all jobs: takes what is due as room comes free, does it side by side, and waits for more. What is due is in
//! storage, and is taken for as long as a lease: a process that dies leaves it to the next one.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::{Origin, Seconds};
use tokio::sync::Notify;
use tokio::task::{Id, JoinSet};
use tokio::time::timeout;

use crate::fault::Fault;

/// One kind of what must happen later.
pub(super) trait Queue: Send + Sync + 'static {
    /// One piece of it.
    type Job: Send + 'static;

    /// What it does, for the log.
    const NAME: &'static str;
    /// So many at once begin no others.
    const AT_ONCE: usize;
    /// So many at once of one domain begin no others of it: one that does not answer holds up its own alone.
    const OF_A_DOMAIN: usize;
    /// How often it looks by itself: what another process wrote wakes no queue of this one.
    const PERIOD: Duration;

    /// Takes a few that are due, of no domain among these.
    fn take(&self, busy: &[Origin]) -> impl Future<Output = Result<Vec<Self::Job>, Fault>> + Send;

    /// The domain that a job is about, if it is about one.
    fn domain(job: &Self::Job) -> Option<Origin>;

    /// Does one, and records the outcome.
    fn perform(&self, job: Self::Job) -> impl Future<Output = Result<(), Fault>> + Send;

    /// What wakes it when there is something to do.
    fn notify(&self) -> Option<&Notify>;
}

/// Works off a queue, for as long as it is polled.
pub(super) async fn work<Q: Queue>(queue: Arc<Q>) {
    let mut running = Running::<Q>::default();
    loop {
        match running.begin(&queue).await {
            // There may be more.
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(job = Q::NAME, cause = %error, "nothing taken"),
        }
        tokio::select! {
            Some(()) = running.ended() => {}
            () = notified_or_due(queue.notify(), Q::PERIOD) => {}
        }
    }
}

/// Waits until there may be something to do, or the period is over.
async fn notified_or_due(notify: Option<&Notify>, period: Duration) {
    match notify {
        Some(notify) => drop(timeout(period, notify.notified()).await),
        None => tokio::time::sleep(period).await,
    }
}

/// The jobs under way.
struct Running<Q: Queue> {
    jobs: JoinSet<Result<(), Fault>>,
    of: HashMap<Id, Option<Origin>>,
    queue: std::marker::PhantomData<Q>,
}

impl<Q: Queue> Default for Running<Q> {
    fn default() -> Self {
        Self {
            jobs: JoinSet::new(),
            of: HashMap::new(),
            queue: std::marker::PhantomData,
        }
    }
}

impl<Q: Queue> Running<Q> {
    /// Begins what is due, as far as there is room. Tells whether there was any.
    async fn begin(&mut self, queue: &Arc<Q>) -> Result<bool, Fault> {
        if self.of.len() >= Q::AT_ONCE {
            return Ok(false);
        }
        let due = queue.take(&self.busy()).await?;
        let any = !due.is_empty();
        for job in due {
            let domain = Q::domain(&job);
            let queue = Arc::clone(queue);
            let running = self.jobs.spawn(async move { queue.perform(job).await });
            self.of.insert(running.id(), domain);
        }
        Ok(any)
    }

    /// The domains that have as many as one may have.
    fn busy(&self) -> Vec<Origin> {
        let mut counts = HashMap::<&Origin, usize>::new();
        for domain in self.of.values().flatten() {
            *counts.entry(domain).or_default() += 1;
        }
        counts.retain(|_, count| *count >= Q::OF_A_DOMAIN);
        counts.into_keys().cloned().collect()
    }

    /// Waits until one has ended; there may be none. One that failed is tried again once its lease runs out.
    async fn ended(&mut self) -> Option<()> {
        let (id, ended) = match self.jobs.join_next_with_id().await? {
            Ok((id, ended)) => (id, ended),
            Err(error) => {
                tracing::error!(job = Q::NAME, %error, "it was not done");
                (error.id(), Ok(()))
            }
        };
        self.of.remove(&id);
        if let Err(error) = ended {
            tracing::warn!(job = Q::NAME, cause = %error, "it was not done");
        }
        Some(())
    }
}

/// A pause that doubles with each attempt, from the first one on and up to the longest.
pub(super) fn pause(first: i64, attempts: u32, longest: Seconds) -> Seconds {
    longest.min(Seconds(first << attempts.min(10)))
}
