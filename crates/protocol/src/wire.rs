//! Claims as they are written, natively: one struct for all kinds, without what a kind lacks.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::claims::{LOGOUT_EVENT, LogoutClaims, PermitClaims, SessionClaims, TicketClaims, TokenKind};
use crate::identifier::{Binding, KeyThumbprint, Nonce, SessionId, Subject, TokenId};
use crate::origin::Origin;
use crate::time::Timestamp;

/// RFC 7800 confirmation: the thumbprint of the key that the token is bound to.
#[derive(Serialize)]
struct Confirmation<'a> {
    jkt: &'a KeyThumbprint,
}

/// All claims. Times are jwt-compact's to write.
#[derive(Default, Serialize)]
pub struct WireClaims<'a> {
    #[serde(skip)]
    life: Option<(Timestamp, Timestamp)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a Subject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<&'a Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<&'a TokenId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a Nonce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domains: Option<&'a [Origin]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amr: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<BTreeMap<&'static str, BTreeMap<&'static str, ()>>>,
}

impl<'a> WireClaims<'a> {
    fn between(issuer: &'a Origin, audience: &'a Origin, from: Timestamp, to: Timestamp) -> Self {
        Self {
            life: Some((from, to)),
            iss: Some(issuer),
            aud: Some(audience),
            ..Self::default()
        }
    }

    /// When it was signed, when it ends.
    pub(crate) fn life(&self) -> Option<(Timestamp, Timestamp)> {
        self.life
    }

    fn bound(self, binding: &'a Binding) -> Self {
        Self {
            nonce: Some(&binding.nonce),
            cnf: Some(Confirmation { jkt: &binding.jkt }),
            ..self
        }
    }
}

/// A kind of token that the issuer signs.
pub trait Signable: TokenKind {
    /// The claims as they are written.
    #[doc(hidden)]
    fn wire(&self) -> WireClaims<'_>;
}

impl Signable for SessionClaims {
    fn wire(&self) -> WireClaims<'_> {
        WireClaims {
            sub: Some(&self.subject),
            sid: Some(&self.session_id),
            jti: Some(&self.token_id),
            auth_time: Some(self.auth_time.seconds()),
            amr: self.labels.amr().collect(),
            acr: self.labels.acr(),
            roles: self.labels.roles().collect(),
            name: Some(&self.name),
            email: Some(&self.email),
            ..WireClaims::between(&self.issuer, &self.audience, self.issued_at, self.expires_at)
                .bound(&self.binding)
        }
    }
}

impl Signable for TicketClaims {
    fn wire(&self) -> WireClaims<'_> {
        WireClaims {
            jti: Some(&self.token_id),
            ..WireClaims::between(&self.issuer, &self.audience, self.issued_at, self.expires_at)
                .bound(&self.binding)
        }
    }
}

impl Signable for PermitClaims {
    fn wire(&self) -> WireClaims<'_> {
        WireClaims {
            sub: Some(&self.subject),
            name: Some(&self.name),
            email: Some(&self.email),
            domains: Some(&self.domains),
            ..WireClaims::between(&self.issuer, &self.issuer, self.issued_at, self.expires_at)
        }
    }
}

impl Signable for LogoutClaims {
    fn wire(&self) -> WireClaims<'_> {
        WireClaims {
            sub: Some(&self.subject),
            sid: Some(&self.session_id),
            jti: Some(&self.token_id),
            events: Some(BTreeMap::from([(LOGOUT_EVENT, BTreeMap::new())])),
            ..WireClaims::between(&self.issuer, &self.audience, self.issued_at, self.expires_at)
        }
    }
}
