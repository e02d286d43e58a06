//! Where an artifact of one domain is presented to another: each endpoint that takes something, in the guise of either.

use crosspass_protocol::{BindingRule, Expected, Nonce, Origin, SessionClaims, TicketClaims, TokenError};
use serde_json::json;

use super::domain::Domain;
use super::endpoint::Endpoint;
use super::judgement::{Success, checked, judge, unclear};
use crate::client::backend::SESSION;
use crate::client::cookie::{Cookie, CookieKind};
use crate::client::dpop_key::DpopKey;
use crate::client::jwks::{keys, signed};
use crate::client::probe_error::ProbeError;
use crate::client::receiver::{end, redeem, renew};
use crate::client::request::Request;
use crate::client::user_agent::UserAgent;
use crate::report::Verdict;

/// What is presented.
pub(crate) struct Presented<'a> {
    pub(crate) text: &'a str,
    /// The handoff that it is of: its cookie goes along.
    pub(crate) nonce: &'a Nonce,
    /// Proofs for domains are made with it.
    pub(crate) key: &'a DpopKey,
    /// Proofs for the issuer are.
    pub(crate) key_at_issuer: &'a DpopKey,
}

/// Whose page, cookies and addresses it looks like. A domain that is taken for another by its own server falls for the
/// first, one that does not look at the audience for the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guise {
    /// The domain's that it is of.
    Own,
    /// The domain's that it is presented to.
    Other,
}

impl Endpoint {
    /// Presents it there, in each guise that makes a difference.
    pub(crate) async fn try_with(
        self,
        agent: &UserAgent,
        from: &Domain,
        to: &Domain,
        presented: &Presented<'_>,
    ) -> Vec<Verdict> {
        let guises = match self {
            Self::Take | Self::Cookie | Self::Bearer | Self::Landing | Self::Answer => {
                &[Guise::Own, Guise::Other][..]
            }
            // In the other's guise it is its own page's call, and takes nothing.
            Self::End => &[Guise::Own],
            Self::Receiver
            | Self::Logout
            | Self::Redeem
            | Self::Renew
            | Self::IssuerEnd
            | Self::IssuerSession => &[Guise::Other],
        };
        let mut verdicts = Vec::new();
        for guise in guises {
            let looks = match guise {
                Guise::Own => &from.origin,
                Guise::Other => &to.origin,
            };
            let verdict = self.answer(agent, to, looks, presented).await;
            verdicts.push(verdict.unwrap_or_else(|error| unclear(&error)));
        }
        verdicts
    }

    async fn answer(
        self,
        agent: &UserAgent,
        to: &Domain,
        looks: &Origin,
        presented: &Presented<'_>,
    ) -> Result<Verdict, ProbeError> {
        let Presented {
            text,
            nonce,
            key,
            key_at_issuer,
        } = presented;
        let pending = || Cookie::begun(nonce.as_str(), looks, agent.now());
        let at = &to.origin;
        let call = match self {
            Self::Receiver => return received(agent, at, text).await,
            Self::Take => Request::json(at, SESSION, &json!({ "token": text }))
                .page_of(looks)
                .cookie(&pending()),
            Self::Cookie => Request::get(at, SESSION).cookie(&Cookie::of(CookieKind::Session, looks, text)),
            Self::Bearer => {
                let proof = key.prove(agent, "GET", &looks.join(SESSION), Some(text))?;
                Request::get(at, SESSION).bearer(text).proof(&proof)
            }
            Self::Landing => Request::get(at, format!("{SESSION}?ticket={text}")).cookie(&pending()),
            Self::Answer => Request::form(at, "/crosspass/answer", "user=switch".to_owned())
                .page_of(looks)
                .cookie(&pending())
                .cookie(&Cookie::of(CookieKind::Pending, looks, text)),
            Self::End => Request::json(at, "/crosspass/end", &json!({}))
                .page_of(looks)
                .cookie(&Cookie::of(CookieKind::Session, looks, text)),
            Self::Logout => Request::form(
                at,
                "/crosspass/backchannel-logout",
                format!("logout_token={text}"),
            ),
            Self::Redeem => {
                let response = redeem(agent, at, text, key_at_issuer).await?;
                return Ok(judge(&response, Success::Any));
            }
            Self::Renew => {
                let response = renew(agent, at, text, key_at_issuer).await?;
                return Ok(judge(&response, Success::Any));
            }
            Self::IssuerEnd => {
                let response = end(agent, at, text, key_at_issuer).await?;
                return Ok(judge(&response, Success::Any));
            }
            Self::IssuerSession => {
                let cookie = Cookie::new(to.issuer_session.cookie.name().to_owned(), text);
                Request::get(agent.issuer(), "/api/session")
                    .page_of(at)
                    .cookie(&cookie)
            }
        };
        let success = match self {
            Self::Cookie | Self::Bearer | Self::IssuerSession => Success::Session,
            Self::Landing => Success::Landing,
            Self::Receiver
            | Self::Take
            | Self::Answer
            | Self::End
            | Self::Logout
            | Self::Redeem
            | Self::Renew
            | Self::IssuerEnd => Success::Any,
        };
        Ok(judge(&agent.ask(call).await?, success))
    }
}

/// A receiver's checks, short of the binding: an attacker who can plant a nonce gets past that.
async fn received(agent: &UserAgent, audience: &Origin, text: &str) -> Result<Verdict, ProbeError> {
    let keys = keys(agent).await?;
    let expected = Expected {
        issuer: agent.issuer(),
        audience,
        now: agent.now(),
        binding: BindingRule::Unbound,
    };
    let session = signed(text, &keys).and_then(|signed| signed.accept::<SessionClaims>(&expected).map(drop));
    let ticket = || signed(text, &keys).and_then(|signed| signed.accept::<TicketClaims>(&expected).map(drop));
    Ok(match session {
        // Another kind of token, which a receiver takes elsewhere.
        Err(TokenError::Kind) => checked(ticket()),
        session => checked(session),
    })
}
