//! The issuer's key set: fetched from the configured issuer alone, good for five minutes, the last good one for an
//! hour while the issuer is out of reach; asked for an unknown `kid` at most once a minute.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crosspass_protocol::{Code, Jwk, Jwks, KeyId, Seconds, Timestamp, TokenError, Version};

use crate::client::IssuerClient;
use crate::clock::Clock;
use crate::error::Refusal;

const MAX_AGE: Seconds = Seconds(5 * 60);
const LAST_GOOD: Seconds = Seconds(60 * 60);
/// Between two requests that an unknown `kid` causes.
const UNKNOWN_PAUSE: Seconds = Seconds(60);
/// Between two requests while the issuer is out of reach.
const FAILED_PAUSE: Seconds = Seconds(5);

const UNREACHABLE: Refusal = Refusal::Code(Code::TemporarilyUnavailable);

#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    cached: Mutex<Cached>,
    /// The task that holds it asks the issuer.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Cached {
    good: Option<(Jwks, Timestamp)>,
    /// What the last good set said of its issuer.
    version: Option<Version>,
    failed: Option<Timestamp>,
    unknown: Option<Timestamp>,
}

/// Whether a moment lies less than `span` back. One that lies ahead does not: the clock was stepped back.
fn is_within(moment: Option<Timestamp>, span: Seconds, now: Timestamp) -> bool {
    moment.is_some_and(|moment| (Seconds(0)..span).contains(&(now - moment)))
}

impl KeyCache {
    /// The published key of that id. A request that comes while the set is being fetched goes on with the last good one,
    /// or waits where that has no such key.
    pub(crate) async fn find(
        &self,
        kid: &KeyId,
        client: &IssuerClient,
        clock: &Clock,
    ) -> Result<Jwk, Refusal> {
        if let Some(key) = self.cached().key(kid, MAX_AGE, clock.now()) {
            return Ok(key);
        }
        let _asking = match self.asking.try_lock() {
            Ok(asking) => asking,
            Err(_) => {
                if let Some(key) = self.cached().key(kid, LAST_GOOD, clock.now()) {
                    return Ok(key);
                }
                self.asking.lock().await
            }
        };
        // After waiting it is later, and the set may be another.
        let now = clock.now();
        if self.cached().is_to_be_asked(now) {
            self.ask(client, now).await;
        }
        if let Some(key) = self.cached().key(kid, LAST_GOOD, now) {
            return Ok(key);
        }
        if self.cached().is_to_be_asked_for_unknown(now) {
            self.ask(client, now).await;
        }
        self.cached().key_or_why(kid, now)
    }

    /// Whether a set of the last five minutes has that key: what it signed need not be checked again.
    pub(crate) fn vouches_for(&self, kid: &KeyId, now: Timestamp) -> bool {
        self.cached()
            .set(MAX_AGE, now)
            .is_some_and(|set| set.find(kid).is_some())
    }

    /// What to speak with the issuer: the oldest version, until a key set said another.
    pub(crate) fn version(&self) -> Version {
        self.cached().version.unwrap_or(Version::One)
    }

    async fn ask(&self, client: &IssuerClient, now: Timestamp) {
        let bytes = client.keys().await;
        // Not a set: a page in its place, one without a usable key, or one that gives private members away.
        let set = bytes.ok().and_then(|bytes| {
            let version = Version::of_key_set(&bytes);
            Jwks::parse(&bytes).ok().map(|set| (set, version))
        });
        let set = set.filter(|(set, _)| *set != Jwks::default());
        let mut cached = self.cached();
        match set {
            Some((set, version)) => {
                (cached.good, cached.version, cached.failed) = (Some((set, now)), Some(version), None);
            }
            None => cached.failed = Some(now),
        }
    }

    fn cached(&self) -> MutexGuard<'_, Cached> {
        // A panic elsewhere left nothing half done here: each change is one assignment.
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cached {
    /// The set, if it is no older than that.
    fn set(&self, age: Seconds, now: Timestamp) -> Option<&Jwks> {
        let (set, at) = self.good.as_ref()?;
        is_within(Some(*at), age, now).then_some(set)
    }

    fn key(&self, kid: &KeyId, age: Seconds, now: Timestamp) -> Option<Jwk> {
        self.set(age, now)?.find(kid).cloned()
    }

    fn has_just_failed(&self, now: Timestamp) -> bool {
        is_within(self.failed, FAILED_PAUSE, now)
    }

    fn is_to_be_asked(&self, now: Timestamp) -> bool {
        self.set(MAX_AGE, now).is_none() && !self.has_just_failed(now)
    }

    /// A key may have become active since the set was fetched. A set of this very moment has each key that there is. Notes
    /// the question.
    fn is_to_be_asked_for_unknown(&mut self, now: Timestamp) -> bool {
        let is_new = self.good.as_ref().is_some_and(|(_, at)| *at == now);
        let asks = !is_new && !self.has_just_failed(now) && !is_within(self.unknown, UNKNOWN_PAUSE, now);
        if asks {
            self.unknown = Some(now);
        }
        asks
    }

    fn key_or_why(&self, kid: &KeyId, now: Timestamp) -> Result<Jwk, Refusal> {
        match self.key(kid, LAST_GOOD, now) {
            Some(key) => Ok(key),
            // While the issuer is out of reach an unknown key may be a new one.
            None if self.failed.is_some() => Err(UNREACHABLE),
            None => Err(Refusal::Token(TokenError::UnknownKey)),
        }
    }
}
