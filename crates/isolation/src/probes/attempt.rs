//! Where a thing of one domain is presented to another: each endpoint that takes something, in the guise of either.

use crosspass_protocol::{BindingRule, Expected, Nonce, Origin, SessionClaims, TicketClaims, TokenError};
use serde_json::json;

use crate::client::backend::SESSION;
use crate::client::call::Call;
use crate::client::cookie::{Cookie, Kind as CookieKind};
use crate::client::key::Key;
use crate::client::receiver::{end, redeem, renew};
use crate::client::visit::{keys, signed};
use crate::client::web::Web;
use crate::probe_error::ProbeError;
use crate::probes::endpoint::Endpoint;
use crate::probes::place::Place;
use crate::probes::verdict::{Success, Verdict};

/// What is presented.
pub(crate) struct Presented<'a> {
    pub(crate) text: &'a str,
    /// The handoff that it is of: its cookie goes along.
    pub(crate) nonce: &'a Nonce,
    /// Proofs for domains are made with it.
    pub(crate) key: &'a Key,
    /// Proofs for the issuer are.
    pub(crate) key_at_issuer: &'a Key,
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
        web: &Web,
        from: &Place,
        to: &Place,
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
            let verdict = self.answer(web, to, looks, presented).await;
            verdicts.push(verdict.unwrap_or_else(|error| Verdict::unclear(&error)));
        }
        verdicts
    }

    async fn answer(
        self,
        web: &Web,
        to: &Place,
        looks: &Origin,
        presented: &Presented<'_>,
    ) -> Result<Verdict, ProbeError> {
        let Presented {
            text,
            nonce,
            key,
            key_at_issuer,
        } = presented;
        let begun = || Cookie::begun(nonce.as_str(), looks, web.now());
        let at = &to.origin;
        let call = match self {
            Self::Receiver => return received(web, at, text).await,
            Self::Take => Call::json(at, SESSION, &json!({ "token": text }))
                .page_of(looks)
                .cookie(&begun()),
            Self::Cookie => Call::get(at, SESSION).cookie(&Cookie::of(CookieKind::Session, looks, text)),
            Self::Bearer => {
                let proof = key.prove(web, "GET", &looks.join(SESSION), Some(text))?;
                Call::get(at, SESSION).bearer(text).proof(&proof)
            }
            Self::Landing => Call::get(at, format!("{SESSION}?ticket={text}")).cookie(&begun()),
            Self::Answer => Call::form(at, "/crosspass/answer", "user=switch".to_owned())
                .page_of(looks)
                .cookie(&begun())
                .cookie(&Cookie::of(CookieKind::Pending, looks, text)),
            Self::End => Call::json(at, "/crosspass/end", &json!({}))
                .page_of(looks)
                .cookie(&Cookie::of(CookieKind::Session, looks, text)),
            Self::Logout => Call::form(
                at,
                "/crosspass/backchannel-logout",
                format!("logout_token={text}"),
            ),
            Self::Redeem => {
                let reply = redeem(web, at, text, key_at_issuer).await?;
                return Ok(Verdict::of(&reply, Success::Any));
            }
            Self::Renew => {
                let reply = renew(web, at, text, key_at_issuer).await?;
                return Ok(Verdict::of(&reply, Success::Any));
            }
            Self::IssuerEnd => {
                let reply = end(web, at, text, key_at_issuer).await?;
                return Ok(Verdict::of(&reply, Success::Any));
            }
            Self::IssuerSession => {
                let cookie = Cookie::new(to.visit.cookie.name().to_owned(), text);
                Call::get(web.issuer(), "/api/session")
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
        Ok(Verdict::of(&web.ask(call).await?, success))
    }
}

/// A receiver's checks, short of the binding: whoever can plant a nonce gets past that.
async fn received(web: &Web, audience: &Origin, text: &str) -> Result<Verdict, ProbeError> {
    let keys = keys(web).await?;
    let expected = Expected {
        issuer: web.issuer(),
        audience,
        now: web.now(),
        binding: BindingRule::Unbound,
    };
    let session = signed(text, &keys).and_then(|signed| signed.accept::<SessionClaims>(&expected).map(drop));
    let ticket = || signed(text, &keys).and_then(|signed| signed.accept::<TicketClaims>(&expected).map(drop));
    Ok(match session {
        // Another kind of token, which a receiver takes elsewhere.
        Err(TokenError::Kind) => Verdict::checked(ticket()),
        session => Verdict::checked(session),
    })
}
