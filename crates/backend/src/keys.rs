//! The issuer's key set: fetched from the configured issuer alone, good for five minutes, the last good one for an
//! hour while the issuer is out of reach; asked for an unknown `kid` at most once a minute.

use crosspass_protocol::{Code, Jwk, Jwks, KeyId, Seconds, Timestamp, TokenError};
use tokio::sync::Mutex;

use crate::client::IssuerClient;
use crate::error::Refusal;

const MAX_AGE: Seconds = Seconds(5 * 60);
const LAST_GOOD: Seconds = Seconds(60 * 60);
/// Between two requests that an unknown `kid` causes.
const UNKNOWN_PAUSE: Seconds = Seconds(60);
/// Between two requests while the issuer is out of reach.
const FAILED_PAUSE: Seconds = Seconds(5);

/// The cache.
#[derive(Debug, Default)]
pub(crate) struct KeyCache(Mutex<Cached>);

#[derive(Debug, Default)]
struct Cached {
    good: Option<(Jwks, Timestamp)>,
    failed: Option<Timestamp>,
    unknown: Option<Timestamp>,
}

/// Whether a moment lies less than `span` back. One that lies ahead does not: the clock was stepped back.
fn is_within(moment: Option<Timestamp>, span: Seconds, now: Timestamp) -> bool {
    moment.is_some_and(|moment| (Seconds(0)..span).contains(&(now - moment)))
}

impl KeyCache {
    /// The published key of that id. Whoever comes while it is being fetched waits for that.
    pub(crate) async fn find(
        &self,
        kid: &KeyId,
        client: &IssuerClient,
        now: Timestamp,
    ) -> Result<Jwk, Refusal> {
        let mut cached = self.0.lock().await;
        if !cached.is_fresh(now) {
            cached.refresh(client, now).await?;
        }
        if let Some(key) = cached.key(kid) {
            return Ok(key);
        }
        // A key may have become active since; a set of this very moment has it, or nobody has.
        let is_new = cached.good.as_ref().is_some_and(|(_, at)| *at == now);
        if !is_new && !is_within(cached.unknown, UNKNOWN_PAUSE, now) {
            cached.unknown = Some(now);
            cached.fetch(client, now).await?;
        }
        cached.key(kid).ok_or(Refusal::Token(TokenError::UnknownKey))
    }
}

impl Cached {
    fn is_fresh(&self, now: Timestamp) -> bool {
        is_within(self.good.as_ref().map(|(_, at)| *at), MAX_AGE, now)
    }

    /// A new set, or the last good one where there is none to be had.
    async fn refresh(&mut self, client: &IssuerClient, now: Timestamp) -> Result<(), Refusal> {
        let fetched = if is_within(self.failed, FAILED_PAUSE, now) {
            Err(Refusal::Code(Code::TemporarilyUnavailable))
        } else {
            self.fetch(client, now).await
        };
        match fetched {
            Err(_) if is_within(self.good.as_ref().map(|(_, at)| *at), LAST_GOOD, now) => Ok(()),
            fetched => fetched,
        }
    }

    async fn fetch(&mut self, client: &IssuerClient, now: Timestamp) -> Result<(), Refusal> {
        let set = client.keys().await.and_then(|bytes| {
            // A page in place of the set, or one that gives private members away, is none.
            Jwks::parse(&bytes).map_err(|_| Refusal::Code(Code::TemporarilyUnavailable))
        });
        match set {
            Ok(set) => {
                (self.good, self.failed) = (Some((set, now)), None);
                Ok(())
            }
            Err(refusal) => {
                self.failed = Some(now);
                Err(refusal)
            }
        }
    }

    fn key(&self, kid: &KeyId) -> Option<Jwk> {
        self.good.as_ref()?.0.find(kid).cloned()
    }
}
