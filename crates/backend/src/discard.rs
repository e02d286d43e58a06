//! A ticket that lands in a browser which did not begin its handoff: the issuer is told to give no session for it. While the
//! issuer is out of reach it is told again, for as long as a ticket lives. A restart forgets that, as it does all else.

use std::sync::Arc;
use std::time::Duration;

use crosspass_protocol::{Code, Nonce, Origin};
use tokio::time::{sleep, timeout};

use crate::call::Call;
use crate::discards::Discard;
use crate::error::Refusal;
use crate::fingerprint::Fingerprint;
use crate::state::Inner;

/// How often the issuer is told, and the pause between: together longer than a ticket lives, leeway included.
const TRIES: usize = 31;
const PAUSE: Duration = Duration::from_secs(2);
/// How long the landing waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where tickets are redeemed, and discarded.
pub(crate) const REDEEM: &str = "/api/redeem";

impl Inner {
    /// Makes a ticket worthless, if it is one for this domain; waits a little for that.
    pub(crate) async fn discard(self: &Arc<Self>, ticket: &str, nonce: &Nonce, origin: &Origin) {
        match self.check_ticket(ticket, nonce, origin).await {
            Ok(_) => self.ended.note_handoff(nonce, origin),
            // Without the issuer's keys it may be one.
            Err(refusal) if refusal.is_temporary() => {}
            Err(_) => return,
        }
        let fingerprint = Fingerprint::of(ticket, origin);
        let room = match self.discards.begin(fingerprint) {
            Discard::Begins(room) => room,
            Discard::IsKnown => return,
            Discard::HasNoRoom => {
                tracing::warn!(%origin, "too many tickets are being discarded: one lives on until it expires");
                return;
            }
        };
        let (inner, ticket, nonce, origin) =
            (Arc::clone(self), ticket.to_owned(), nonce.clone(), origin.clone());
        // A task of its own: it goes on when the request that began it is given up.
        let task = tokio::spawn(async move {
            inner.discard_until_done(&ticket, &nonce, &origin).await;
            drop(room);
        });
        let _ = timeout(PATIENCE, task).await;
    }

    async fn discard_until_done(self: &Arc<Self>, ticket: &str, nonce: &Nonce, origin: &Origin) {
        for _ in 0..TRIES {
            match self.discard_once(ticket, nonce, origin).await {
                Ok(()) => {
                    tracing::info!(%origin, "a ticket landed in another browser, and was discarded");
                    return;
                }
                Err(refusal) if refusal.is_temporary() => sleep(PAUSE).await,
                Err(refusal) => {
                    tracing::info!(%origin, why = %refusal, "a ticket was worth nothing when it was discarded");
                    return;
                }
            }
        }
        tracing::warn!(%origin, "a ticket could not be discarded while it lived");
    }

    async fn discard_once(
        self: &Arc<Self>,
        ticket: &str,
        nonce: &Nonce,
        origin: &Origin,
    ) -> Result<(), Refusal> {
        self.check_ticket(ticket, nonce, origin).await?;
        self.ended.note_handoff(nonce, origin);
        let address = self.client.address(REDEEM);
        let proof = self.prove_redeem(&address)?;
        let version = self.keys.version();
        match self
            .client
            .end(&address, Call::Discard { ticket }, &proof, version)
            .await
        {
            // An issuer of version 1: what it gives is ended at once.
            Err(Refusal::Code(Code::InvalidRequest)) => {
                let proof = self.prove_redeem(&address)?;
                let call = Call::Redeem { ticket };
                let token = self.client.exchange(&address, call, &proof, version).await?;
                self.tell_issuer(&token, false).await
            }
            answer => answer,
        }
    }

    /// A proof for redeeming a ticket.
    pub(crate) fn prove_redeem(&self, address: &str) -> Result<String, Refusal> {
        self.key.prove(address, None, self.clock.now(), &self.random)
    }
}
