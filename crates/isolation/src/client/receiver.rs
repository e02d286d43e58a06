//! A receiver of our own, as a domain's page has one: key and nonce, tickets redeemed and tokens renewed with proofs.

use crosspass_protocol::{Nonce, Origin};
use serde_json::json;
use zeroize::Zeroizing;

use crate::client::call::{Call, Reply};
use crate::client::key::Key;
use crate::client::visit::{Landing, Visit};
use crate::client::web::Web;
use crate::probe_error::ProbeError;

pub(crate) const REDEEM: &str = "/api/redeem";
pub(crate) const RENEW: &str = "/api/renew";
const END: &str = "/api/end";

/// One handoff that was begun here.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) key: Key,
    pub(crate) nonce: Nonce,
}

impl Receiver {
    pub(crate) fn begin(web: &Web) -> Result<Self, ProbeError> {
        Ok(Self {
            key: Key::make(web)?,
            nonce: Nonce::from_random(web.random.bytes()?),
        })
    }

    /// A ticket for this handoff.
    pub(crate) async fn ticket(
        &self,
        web: &Web,
        visit: &Visit,
        domain: &Origin,
    ) -> Result<Landing, ProbeError> {
        visit.land(web, domain, &self.nonce, &self.key.jkt()).await
    }

    /// The session token for a ticket.
    pub(crate) async fn redeem(
        &self,
        web: &Web,
        domain: &Origin,
        ticket: &str,
    ) -> Result<Zeroizing<String>, ProbeError> {
        given(redeem(web, domain, ticket, &self.key).await?, REDEEM)
    }

    /// The successor of a session token.
    pub(crate) async fn renew(
        &self,
        web: &Web,
        domain: &Origin,
        token: &str,
    ) -> Result<Zeroizing<String>, ProbeError> {
        given(renew(web, domain, token, &self.key).await?, RENEW)
    }
}

/// Presents a ticket with a proof of that key, from a page of `page`.
pub(crate) async fn redeem(web: &Web, page: &Origin, ticket: &str, key: &Key) -> Result<Reply, ProbeError> {
    let proof = key.prove(web, "POST", &web.issuer().join(REDEEM), None)?;
    let call = Call::json(web.issuer(), REDEEM, &json!({ "ticket": ticket }));
    web.ask(call.page_of(page).proof(&proof)).await
}

/// Presents a session token with a proof of that key, from a page of `page`.
pub(crate) async fn renew(web: &Web, page: &Origin, token: &str, key: &Key) -> Result<Reply, ProbeError> {
    let proof = key.prove(web, "POST", &web.issuer().join(RENEW), Some(token))?;
    let call = Call::json(web.issuer(), RENEW, &json!({ "token": token }));
    web.ask(call.page_of(page).proof(&proof)).await
}

/// Asks for the end of all that a token proves, with a proof of that key, from a page of `page`.
pub(crate) async fn end(web: &Web, page: &Origin, token: &str, key: &Key) -> Result<Reply, ProbeError> {
    let proof = key.prove(web, "POST", &web.issuer().join(END), Some(token))?;
    let call = Call::json(web.issuer(), END, &json!({ "token": token, "everywhere": true }));
    web.ask(call.page_of(page).proof(&proof)).await
}

fn given(reply: Reply, asked: &'static str) -> Result<Zeroizing<String>, ProbeError> {
    let token = reply.ok(asked)?.text("token");
    let token = token.ok_or(ProbeError::Otherwise("the issuer gives no session token"))?;
    Ok(Zeroizing::new(token))
}
