//! What one backend consists of: its addresses, its key, the client, and what it remembers in memory, which a restart
//! may take.

use std::fmt;
use std::sync::Arc;

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use crosspass_protocol::{Code, KeyId, Origin};

use crate::client::IssuerClient;
use crate::clock::Clock;
use crate::cross_origin::{Cors, CrossOrigin};
use crate::discards::Discards;
use crate::ended::Ended;
use crate::error::{Refusal, StartError};
use crate::fingerprint::Fingerprint;
use crate::generations::Generations;
use crate::key::ReceiverKey;
use crate::keys::KeyCache;
use crate::options::Options;
use crate::origins::Origins;
use crate::random::Randomness;
use crate::renewals::Renewals;
use crate::replay::ReplayCache;
use crate::session::Session;

/// Tokens whose checks need not be done again.
const KNOWN_TOKENS: usize = 10_000;

/// A backend as a receiver of sessions: share it by cloning.
#[derive(Clone)]
pub struct Crosspass(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) issuer: Origin,
    pub(crate) origins: Origins,
    pub(crate) calls: CrossOrigin,
    pub(crate) client: IssuerClient,
    pub(crate) key: ReceiverKey,
    pub(crate) keys: KeyCache,
    pub(crate) clock: Clock,
    pub(crate) random: Randomness,
    pub(crate) known: Generations<Fingerprint, Checked>,
    pub(crate) ended: Ended,
    pub(crate) renewals: Renewals,
    pub(crate) discards: Discards,
    /// Proofs, and logout tokens.
    pub(crate) used_proofs: ReplayCache,
    pub(crate) used_logout_tokens: ReplayCache,
}

/// A token that was checked, and with which key.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) session: Session,
    pub(crate) key_id: KeyId,
}

impl Crosspass {
    /// Reads the key, or makes it. Nothing is asked of the issuer yet.
    pub fn open(options: Options) -> Result<Self, StartError> {
        let (issuer, origins) = options.addresses()?;
        let calls = CrossOrigin::new(&options, &issuer, &origins)?;
        let random = Randomness::open();
        Ok(Self(Arc::new(Inner {
            client: IssuerClient::new(issuer.clone())?,
            issuer,
            origins: Origins::new(origins),
            calls,
            key: ReceiverKey::open(&options.key_file, &random)?,
            keys: KeyCache::default(),
            clock: options.clock,
            random,
            known: Generations::new(KNOWN_TOKENS),
            ended: Ended::default(),
            renewals: Renewals::default(),
            discards: Discards::default(),
            used_proofs: ReplayCache::proofs(),
            used_logout_tokens: ReplayCache::logout_tokens(),
        })))
    }
}

impl Inner {
    /// Which of our origins a request is for.
    pub(crate) fn origin(&self, headers: &HeaderMap, uri: &Uri) -> Result<&Origin, Refusal> {
        const AMBIGUOUS: Refusal = Refusal::Request("Host: it must be there once");
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            // A whole address in the request line says it a second time.
            (Some(host), None) if uri.authority().is_some_and(|other| *host != *other.as_str()) => {
                return Err(AMBIGUOUS);
            }
            (Some(host), None) => host.to_str().map_err(|_| AMBIGUOUS)?,
            (None, None) => uri.authority().ok_or(AMBIGUOUS)?.as_str(),
            (None | Some(_), Some(_)) => return Err(AMBIGUOUS),
        };
        self.origins.find(host).ok_or(Refusal::Code(Code::UnknownDomain))
    }

    /// Which caller's page makes a request, by the rules of the origin that it is for. For an unknown origin: no caller's.
    pub(crate) fn cors(&self, parts: &Parts) -> Cors {
        let origin = self.origin(&parts.headers, &parts.uri);
        origin.map_or_else(
            |_| Cors::default(),
            |origin| self.calls.of(origin).callers.cors(&parts.headers),
        )
    }
}

impl fmt::Debug for Crosspass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crosspass")
            .field("issuer", &self.0.issuer)
            .field("origins", &self.0.origins)
            .finish_non_exhaustive()
    }
}
