//! Handoffs that this browser began here. Each is a cookie of its own, named after its nonce: the backend remembers
//! nothing, and a nonce that comes back is known by the cookie that comes with it.

use axum::http::{HeaderMap, HeaderValue};
use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{Nonce, Origin, Seconds, Timestamp};

use crate::cookie;
use crate::destination::Destination;
use crate::error::Refusal;

/// How long a begun handoff is remembered.
const LIFE: Seconds = Seconds(10 * 60);
/// The most that one browser may have begun; the oldest go.
const MOST: usize = 5;
/// The most bytes of cookies that all of them may take: proxies refuse long heads (nginx beyond 8 KB), and other sites can
/// begin handoffs here as well.
const MOST_BYTES: usize = 4096;
/// The longest address that fits a cookie; a longer one leads to the domain's root.
const LONGEST_ADDRESS: usize = 2000;

#[derive(Clone, Debug)]
pub(crate) struct PendingHandoff {
    pub(crate) nonce: Nonce,
    pub(crate) made_at: Timestamp,
    /// Where it leads.
    pub(crate) destination: Destination,
}

impl PendingHandoff {
    /// The remembered handoff of that nonce, if this browser began it here, and not too long ago.
    pub(crate) fn find(
        headers: &HeaderMap,
        nonce: &Nonce,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Option<Self>, Refusal> {
        let value = cookie::find_pending_handoff(headers, nonce.as_str(), origin)?;
        Ok(value.and_then(|value| Self::read(nonce.as_str(), value, origin, now)))
    }

    fn read(nonce: &str, value: &str, origin: &Origin, now: Timestamp) -> Option<Self> {
        let (made_at, destination) = parts(value, origin)?;
        let is_young = (Seconds(0)..=LIFE).contains(&(now - made_at));
        let nonce = Nonce::parse(nonce).ok()?;
        is_young.then_some(Self {
            nonce,
            made_at,
            destination,
        })
    }

    /// Where a handoff led that is used up; the domain's root if that is not known any more.
    pub(crate) fn spent(headers: &HeaderMap, nonce: &Nonce, origin: &Origin) -> Result<Destination, Refusal> {
        let value = cookie::find_pending_handoff(headers, nonce.as_str(), origin)?;
        let parts = value.and_then(|value| parts(value, origin));
        Ok(parts.map_or_else(|| Destination::root(origin), |(_, destination)| destination))
    }

    /// `Set-Cookie` that remembers it, and those that make room for it.
    pub(crate) fn remember(&self, headers: &HeaderMap, origin: &Origin, now: Timestamp) -> Vec<HeaderValue> {
        let mut others: Vec<_> = cookie::all_pending_handoffs(headers, origin)
            .into_iter()
            .map(|(nonce, value)| {
                (
                    Self::read(nonce, value, origin, now).map(|handoff| handoff.made_at),
                    nonce,
                    value.len(),
                )
            })
            .collect();
        // What cannot be read sorts as the oldest.
        others.sort_unstable_by(|one, other| other.cmp(one));
        let own = self.cookie(self.made_at, origin);
        let mut bytes = own.len();
        let gone = others
            .iter()
            .enumerate()
            .filter_map(|(place, (_, nonce, length))| {
                bytes += nonce.len() + length;
                (place + 1 >= MOST || bytes > MOST_BYTES).then(|| forget(nonce, origin))
            });
        let mut cookies: Vec<_> = gone.collect();
        cookies.push(own);
        cookies
    }

    /// `Set-Cookie` for a handoff that is used up: too old to be taken again, and still known to lead somewhere.
    pub(crate) fn spend(&self, origin: &Origin) -> HeaderValue {
        self.cookie(Timestamp::from_seconds(0), origin)
    }

    fn cookie(&self, made_at: Timestamp, origin: &Origin) -> HeaderValue {
        let mut text = self.destination.to_text();
        if text.len() > LONGEST_ADDRESS {
            text = origin.join("/");
        }
        let text = Base64UrlUnpadded::encode_string(text.as_bytes());
        let value = format!("{}.{text}", made_at.seconds());
        cookie::set_pending_handoff(self.nonce.as_str(), &value, LIFE.0, origin)
    }
}

fn parts(value: &str, origin: &Origin) -> Option<(Timestamp, Destination)> {
    let (made_at, text) = value.split_once('.')?;
    let made_at = Timestamp::from_claim(made_at.parse().ok()?)?;
    let text = String::from_utf8(Base64UrlUnpadded::decode_vec(text).ok()?).ok()?;
    Some((made_at, Destination::from_text(&text, origin)?))
}

fn forget(nonce: &str, origin: &Origin) -> HeaderValue {
    cookie::set_pending_handoff(nonce, "", 0, origin)
}
