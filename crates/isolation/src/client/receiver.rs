//! A receiver of our own, as a domain's page has one: key and nonce, tickets redeemed and tokens renewed with proofs.

use crosspass_protocol::{Nonce, Origin};
use serde_json::json;
use zeroize::Zeroizing;

use super::dpop_key::DpopKey;
use super::issuer_session::{IssuerSession, Landing};
use super::probe_error::ProbeError;
use super::request::Request;
use super::response::Response;
use super::user_agent::UserAgent;

pub(crate) const REDEEM: &str = "/api/redeem";
pub(crate) const RENEW: &str = "/api/renew";
const END: &str = "/api/end";

/// One handoff that was begun here.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) key: DpopKey,
    pub(crate) nonce: Nonce,
}

impl Receiver {
    pub(crate) fn begin(agent: &UserAgent) -> Result<Self, ProbeError> {
        Ok(Self {
            key: DpopKey::make(agent)?,
            nonce: Nonce::from_random(agent.bytes()?),
        })
    }

    /// A ticket for this handoff.
    pub(crate) async fn ticket(
        &self,
        agent: &UserAgent,
        issuer_session: &IssuerSession,
        domain: &Origin,
    ) -> Result<Landing, ProbeError> {
        issuer_session
            .land(agent, domain, &self.nonce, &self.key.jkt())
            .await
    }

    /// The session token for a ticket.
    pub(crate) async fn redeem(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        ticket: &str,
    ) -> Result<Zeroizing<String>, ProbeError> {
        given(redeem(agent, domain, ticket, &self.key).await?, REDEEM)
    }

    /// The successor of a session token.
    pub(crate) async fn renew(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        token: &str,
    ) -> Result<Zeroizing<String>, ProbeError> {
        given(renew(agent, domain, token, &self.key).await?, RENEW)
    }
}

/// Presents a ticket with a proof of that key, from a page of `page`.
pub(crate) async fn redeem(
    agent: &UserAgent,
    page: &Origin,
    ticket: &str,
    key: &DpopKey,
) -> Result<Response, ProbeError> {
    let proof = key.prove(agent, "POST", &agent.issuer().join(REDEEM), None)?;
    let call = Request::json(agent.issuer(), REDEEM, &json!({ "ticket": ticket }));
    agent.ask(call.page_of(page).proof(&proof)).await
}

/// Presents a session token with a proof of that key, from a page of `page`.
pub(crate) async fn renew(
    agent: &UserAgent,
    page: &Origin,
    token: &str,
    key: &DpopKey,
) -> Result<Response, ProbeError> {
    let proof = key.prove(agent, "POST", &agent.issuer().join(RENEW), Some(token))?;
    let call = Request::json(agent.issuer(), RENEW, &json!({ "token": token }));
    agent.ask(call.page_of(page).proof(&proof)).await
}

/// Asks for the end of all that a token proves, with a proof of that key, from a page of `page`.
pub(crate) async fn end(
    agent: &UserAgent,
    page: &Origin,
    token: &str,
    key: &DpopKey,
) -> Result<Response, ProbeError> {
    let proof = key.prove(agent, "POST", &agent.issuer().join(END), Some(token))?;
    let call = Request::json(
        agent.issuer(),
        END,
        &json!({ "token": token, "everywhere": true }),
    );
    agent.ask(call.page_of(page).proof(&proof)).await
}

fn given(response: Response, asked: &'static str) -> Result<Zeroizing<String>, ProbeError> {
    let token = response.ok(asked)?.text("token");
    let token = token.ok_or(ProbeError::Otherwise("the issuer gives no session token"))?;
    Ok(Zeroizing::new(token))
}
