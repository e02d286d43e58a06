//! A browser at a domain's backend: a handoff begins there, and a ticket or a token ends it.

use crosspass_protocol::{KeyThumbprint, Nonce, Origin, ReturnTo};
use percent_encoding::percent_decode_str;
use serde_json::json;
use zeroize::Zeroizing;

use super::cookie::Cookie;
use super::issuer_session::IssuerSession;
use super::probe_error::ProbeError;
use super::request::Request;
use super::user_agent::UserAgent;

pub(crate) const SESSION: &str = "/crosspass/session";

/// A handoff that a backend began for this browser.
pub(crate) struct PendingHandoff {
    pub(crate) nonce: Nonce,
    jkt: KeyThumbprint,
    pub(crate) cookie: Cookie,
}

impl PendingHandoff {
    /// `GET /crosspass/begin`, whose redirect is read and not followed.
    pub(crate) async fn begin(agent: &UserAgent, domain: &Origin) -> Result<Self, ProbeError> {
        const ASKED: &str = "/crosspass/begin";
        const ELSEWHERE: ProbeError =
            ProbeError::Otherwise("/crosspass/begin leads elsewhere than to this issuer");
        let response = agent
            .ask(Request::get(domain, format!("{ASKED}?return_to=%2F")))
            .await?
            .ok(ASKED)?;
        let location = response.location.unwrap_or_default();
        let query = location
            .strip_prefix(&agent.issuer().join("/sign-in?"))
            .ok_or(ELSEWHERE)?;
        let member = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut values = pairs.filter_map(|(key, value)| (key == name).then_some(value));
            values
                .next()
                .map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        let return_to = member("return_to").and_then(|text| ReturnTo::parse(&text).ok());
        if return_to.ok_or(ELSEWHERE)?.origin() != domain {
            return Err(ProbeError::Otherwise(
                "/crosspass/begin takes itself for another domain",
            ));
        }
        let nonce = member("nonce")
            .and_then(|text| Nonce::parse(&text).ok())
            .ok_or(ELSEWHERE)?;
        let jkt = member("jkt")
            .and_then(|text| KeyThumbprint::parse(&text).ok())
            .ok_or(ELSEWHERE)?;
        let own = format!("-{nonce}");
        let cookie = response
            .cookies
            .into_iter()
            .find(|cookie| cookie.name().ends_with(&own));
        Ok(Self {
            nonce,
            jkt,
            cookie: cookie.ok_or(ProbeError::Otherwise(
                "/crosspass/begin sets no cookie for its nonce",
            ))?,
        })
    }

    /// A ticket for it.
    pub(crate) async fn ticket(
        &self,
        agent: &UserAgent,
        issuer_session: &IssuerSession,
        domain: &Origin,
    ) -> Result<Zeroizing<String>, ProbeError> {
        Ok(issuer_session
            .land(agent, domain, &self.nonce, &self.jkt)
            .await?
            .ticket)
    }

    /// The token that its popup is handed.
    pub(crate) async fn token(
        &self,
        agent: &UserAgent,
        issuer_session: &IssuerSession,
        domain: &Origin,
    ) -> Result<Zeroizing<String>, ProbeError> {
        issuer_session.mint(agent, domain, &self.nonce, &self.jkt).await
    }

    /// Lands with a ticket; gives the session cookie that was set.
    pub(crate) async fn land(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        ticket: &str,
    ) -> Result<Cookie, ProbeError> {
        let call = Request::get(domain, format!("{SESSION}?ticket={ticket}")).cookie(&self.cookie);
        let response = agent.ask(call).await?.ok("the landing")?;
        let cookie = response.cookies.into_iter().find(Cookie::begins_a_session);
        cookie.ok_or(ProbeError::Otherwise("the landing sets no session cookie"))
    }

    /// Gives the backend the token that the popup was handed.
    pub(crate) async fn take(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        token: &str,
    ) -> Result<(), ProbeError> {
        let call = Request::json(domain, SESSION, &json!({ "token": token }));
        let response = agent.ask(call.page_of(domain).cookie(&self.cookie)).await?;
        let response = response.ok("POST /crosspass/session")?;
        if response.cookies.iter().any(Cookie::begins_a_session) {
            Ok(())
        } else {
            Err(ProbeError::Otherwise(
                "POST /crosspass/session sets no session cookie",
            ))
        }
    }
}

/// Begins, signs in and lands: gives the session cookie, and the ticket that is used up.
pub(crate) async fn sign_in(
    agent: &UserAgent,
    issuer_session: &IssuerSession,
    domain: &Origin,
) -> Result<(PendingHandoff, Cookie, Zeroizing<String>), ProbeError> {
    let pending = PendingHandoff::begin(agent, domain).await?;
    let ticket = pending.ticket(agent, issuer_session, domain).await?;
    let cookie = pending.land(agent, domain, &ticket).await?;
    Ok((pending, cookie, ticket))
}

/// Whether somebody is signed in, for a call with these credentials.
pub(crate) async fn is_signed_in(agent: &UserAgent, call: Request<'_>) -> Result<(), ProbeError> {
    let response = agent.ask(call).await?.ok("GET /crosspass/session")?;
    let session = response.json().and_then(|json| json.get("session").cloned());
    if session.is_some_and(|session| session.is_object()) {
        Ok(())
    } else {
        Err(ProbeError::Otherwise(
            "GET /crosspass/session says that nobody is signed in",
        ))
    }
}

/// The same with its session cookie.
pub(crate) async fn knows(agent: &UserAgent, domain: &Origin, cookie: &Cookie) -> Result<(), ProbeError> {
    is_signed_in(agent, Request::get(domain, SESSION).cookie(cookie)).await
}
