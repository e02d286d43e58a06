//! An issuer session of our own, made by the form's own call, and what the issuer gives to a signed-in browser.

use crosspass_protocol::{BindingRule, Expected, KeyThumbprint, Nonce, Origin, PermitClaims, ReturnTo};
use serde_json::json;
use zeroize::Zeroizing;

use super::cookie::Cookie;
use super::jwks::{keys, signed};
use super::probe_error::ProbeError;
use super::request::Request;
use super::user_agent::UserAgent;

/// A session at the issuer. It is carried to one domain alone.
pub(crate) struct IssuerSession {
    pub(crate) cookie: Cookie,
    pub(crate) permit: Zeroizing<String>,
}

/// What kind of receiver a domain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DomainKind {
    /// The page, in the browser.
    Static,
    /// The domain's server.
    Backend,
}

/// Where the issuer sends the browser.
pub(crate) struct Landing {
    pub(crate) kind: DomainKind,
    /// Whether a click on "Continue as" was needed: an external domain.
    pub(crate) clicked: bool,
    pub(crate) ticket: Zeroizing<String>,
}

impl IssuerSession {
    /// Signs in.
    pub(crate) async fn begin(agent: &UserAgent, login: &str, password: &str) -> Result<Self, ProbeError> {
        const ASKED: &str = "/api/sign-in";
        let body = json!({ "login": login, "password": password });
        let call = Request::json(agent.issuer(), ASKED, &body).page_of(agent.issuer());
        let response = agent.ask(call).await?.ok(ASKED)?;
        let cookie = response.cookies.iter().find(|cookie| {
            let name = cookie.name().trim_start_matches("__Host-");
            name == "crosspass_issuer" && !cookie.value().is_empty()
        });
        let cookie = cookie.ok_or(ProbeError::Otherwise("the issuer sets no session cookie"))?;
        agent.opened(cookie);
        let permit = response
            .text("permit")
            .ok_or(ProbeError::Otherwise("the issuer gives no permit"))?;
        Ok(Self {
            cookie: cookie.clone(),
            permit: Zeroizing::new(permit),
        })
    }

    /// The domains that the permit names, if the issuer's published keys signed it.
    pub(crate) async fn domains(&self, agent: &UserAgent) -> Result<Vec<Origin>, ProbeError> {
        let signed = signed(&self.permit, &keys(agent).await?);
        let permit = signed.and_then(|signed| {
            signed.accept::<PermitClaims>(&Expected {
                issuer: agent.issuer(),
                audience: agent.issuer(),
                now: agent.now(),
                binding: BindingRule::Unbound,
            })
        });
        let permit = permit.map_err(|error| ProbeError::Token {
            what: "the permit",
            error,
        })?;
        Ok(permit.into_claims().domains)
    }

    /// Goes to `/sign-in` as a signed-in user who began a handoff; clicks where that is asked for.
    pub(crate) async fn land(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        nonce: &Nonce,
        jkt: &KeyThumbprint,
    ) -> Result<Landing, ProbeError> {
        const ASKED: &str = "/sign-in";
        const ELSEWHERE: ProbeError =
            ProbeError::Otherwise("the issuer leads elsewhere than to the domain's receiver");
        let return_to = ReturnTo::parse(&domain.join("/")).map_err(|_| ELSEWHERE)?;
        let address =
            percent_encoding::utf8_percent_encode(return_to.as_str(), percent_encoding::NON_ALPHANUMERIC);
        let path = format!("{ASKED}?return_to={address}&nonce={nonce}&jkt={jkt}");
        let response = agent
            .ask(Request::get(agent.issuer(), path).cookie(&self.cookie))
            .await?
            .ok(ASKED)?;
        let (location, clicked) = match response.location {
            Some(location) => (location, false),
            None => (self.click(agent, domain, nonce, jkt).await?, true),
        };
        let kinds = [
            (DomainKind::Static, "/crosspass/receiver.html#ticket="),
            (DomainKind::Backend, "/crosspass/session?ticket="),
        ];
        let landing = kinds.into_iter().find_map(|(kind, path)| {
            let ticket = location.strip_prefix(domain.join(path).as_str())?;
            Some(Landing {
                kind,
                clicked,
                ticket: Zeroizing::new(ticket.to_owned()),
            })
        });
        landing.ok_or(ELSEWHERE)
    }

    /// The button of "Continue as".
    async fn click(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        nonce: &Nonce,
        jkt: &KeyThumbprint,
    ) -> Result<String, ProbeError> {
        let return_to = domain.join("/");
        let body = json!({ "audience": domain, "return_to": return_to, "consent": true, "nonce": nonce, "jkt": jkt });
        let location = self.hand_over(agent, &body, "location").await?;
        location.ok_or(ProbeError::Otherwise("/api/handoffs names no location"))
    }

    /// What a popup is handed: the session token itself.
    pub(crate) async fn mint(
        &self,
        agent: &UserAgent,
        domain: &Origin,
        nonce: &Nonce,
        jkt: &KeyThumbprint,
    ) -> Result<Zeroizing<String>, ProbeError> {
        let body = json!({ "audience": domain, "nonce": nonce, "jkt": jkt });
        let token = self.hand_over(agent, &body, "token").await?;
        let token = token.ok_or(ProbeError::Otherwise("/api/handoffs gives no token"))?;
        Ok(Zeroizing::new(token))
    }

    async fn hand_over(
        &self,
        agent: &UserAgent,
        body: &serde_json::Value,
        member: &str,
    ) -> Result<Option<String>, ProbeError> {
        const ASKED: &str = "/api/handoffs";
        let call = Request::json(agent.issuer(), ASKED, body)
            .page_of(agent.issuer())
            .cookie(&self.cookie);
        Ok(agent.ask(call).await?.ok(ASKED)?.text(member))
    }
}
