//! The kinds of token and their claims, each a type. One wire struct serves all kinds: a second
//! deserialiser would cost the receiver page several kilobytes.

use serde::{Deserialize, Serialize};

use crate::identifier::{Binding, KeyThumbprint, Nonce, SessionId, Subject, TokenId};
use crate::origin::Origin;
use crate::time::{Seconds, Timestamp};

/// RFC 7800 confirmation: the thumbprint of the key that the token is bound to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Confirmation {
    pub(crate) jkt: KeyThumbprint,
}

/// All claims beside `iat`, `exp` and `nbf`, which jwt-compact reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct WireClaims {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sub: Option<Subject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) aud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sid: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jti: Option<TokenId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) auth_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<Nonce>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cnf: Option<Confirmation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) domains: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) events: Option<LogoutEvents>,
}

/// The `events` claim of OpenID Connect Back-Channel Logout 1.0, 2.4: one member, an empty object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LogoutEvents {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    pub(crate) logout: NoMembers,
}

/// `{}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NoMembers {}

/// Wire claims with the times and addresses that every kind has, checked before a kind is built.
pub struct CheckedClaims {
    pub(crate) issuer: Origin,
    pub(crate) audience: Origin,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) wire: WireClaims,
}

mod sealed {
    pub trait Sealed {}
}

/// A kind of token: its `typ`, its longest life and its claims. Sealed: the kinds are those here.
pub trait TokenKind: sealed::Sealed + Sized {
    /// The exact `typ` of the header.
    const TYP: &'static str;
    /// `exp - iat` at most.
    const MAX_LIFE: Seconds;

    /// Builds the claims from what was checked; `None` if one of the kind's own is missing.
    #[doc(hidden)]
    fn from_checked(checked: CheckedClaims) -> Option<Self>;
    /// The claims as they are signed.
    #[doc(hidden)]
    fn to_checked(&self) -> CheckedClaims;
}

/// One domain's proof of session (`crosspass-session+jwt`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClaims {
    /// Who signed it.
    pub issuer: Origin,
    /// The one domain it is for.
    pub audience: Origin,
    /// The user.
    pub subject: Subject,
    /// The issuer session.
    pub session_id: SessionId,
    /// This token.
    pub token_id: TokenId,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// The handoff and key it is bound to.
    pub binding: Binding,
    /// Name to show.
    pub name: String,
    /// Address to show.
    pub email: String,
}

/// What the redirect carrier carries (`crosspass-ticket+jwt`): 30 seconds, once, no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketClaims {
    /// Who signed it.
    pub issuer: Origin,
    /// The one domain it is for.
    pub audience: Origin,
    /// This ticket: redeemed once.
    pub token_id: TokenId,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The handoff and key it is bound to.
    pub binding: Binding,
}

/// What the auth page may show (`crosspass-permit+jwt`): advisory, accepted by no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitClaims {
    /// Who signed it, and who it is for.
    pub issuer: Origin,
    /// The user.
    pub subject: Subject,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Name to show.
    pub name: String,
    /// Address to show.
    pub email: String,
    /// Domains that the user may enter: at most 100.
    pub domains: Vec<Origin>,
}

/// The end of a session, told to a domain (OpenID Connect Back-Channel Logout 1.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutClaims {
    /// Who signed it.
    pub issuer: Origin,
    /// The domain that is told.
    pub audience: Origin,
    /// This token: taken once.
    pub token_id: TokenId,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The session that ended.
    pub session_id: SessionId,
    /// The user.
    pub subject: Subject,
}

impl sealed::Sealed for SessionClaims {}
impl TokenKind for SessionClaims {
    const TYP: &'static str = "crosspass-session+jwt";
    const MAX_LIFE: Seconds = Seconds(600);

    fn from_checked(checked: CheckedClaims) -> Option<Self> {
        let wire = checked.wire;
        Some(Self {
            issuer: checked.issuer,
            audience: checked.audience,
            subject: wire.sub?,
            session_id: wire.sid?,
            token_id: wire.jti?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            auth_time: Timestamp::from_claim(wire.auth_time?)?,
            binding: Binding {
                nonce: wire.nonce?,
                jkt: wire.cnf?.jkt,
            },
            name: wire.name?,
            email: wire.email?,
        })
    }

    fn to_checked(&self) -> CheckedClaims {
        let wire = WireClaims {
            sub: Some(self.subject.clone()),
            sid: Some(self.session_id.clone()),
            jti: Some(self.token_id.clone()),
            auth_time: u64::try_from(self.auth_time.seconds()).ok(),
            name: Some(self.name.clone()),
            email: Some(self.email.clone()),
            ..WireClaims::bound(&self.binding)
        };
        CheckedClaims::new(
            &self.issuer,
            &self.audience,
            self.issued_at,
            self.expires_at,
            wire,
        )
    }
}

impl sealed::Sealed for TicketClaims {}
impl TokenKind for TicketClaims {
    const TYP: &'static str = "crosspass-ticket+jwt";
    const MAX_LIFE: Seconds = Seconds(30);

    fn from_checked(checked: CheckedClaims) -> Option<Self> {
        let wire = checked.wire;
        Some(Self {
            issuer: checked.issuer,
            audience: checked.audience,
            token_id: wire.jti?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            binding: Binding {
                nonce: wire.nonce?,
                jkt: wire.cnf?.jkt,
            },
        })
    }

    fn to_checked(&self) -> CheckedClaims {
        let wire = WireClaims {
            jti: Some(self.token_id.clone()),
            ..WireClaims::bound(&self.binding)
        };
        CheckedClaims::new(
            &self.issuer,
            &self.audience,
            self.issued_at,
            self.expires_at,
            wire,
        )
    }
}

impl sealed::Sealed for PermitClaims {}
impl TokenKind for PermitClaims {
    const TYP: &'static str = "crosspass-permit+jwt";
    const MAX_LIFE: Seconds = Seconds(600);

    fn from_checked(checked: CheckedClaims) -> Option<Self> {
        let wire = checked.wire;
        let domains = wire.domains?;
        if domains.len() > Self::MAX_DOMAINS {
            return None;
        }
        Some(Self {
            issuer: checked.issuer,
            subject: wire.sub?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            name: wire.name?,
            email: wire.email?,
            domains: domains
                .iter()
                .map(|domain| Origin::parse(domain).ok())
                .collect::<Option<_>>()?,
        })
    }

    fn to_checked(&self) -> CheckedClaims {
        let wire = WireClaims {
            sub: Some(self.subject.clone()),
            name: Some(self.name.clone()),
            email: Some(self.email.clone()),
            domains: Some(self.domains.iter().map(|d| d.as_str().to_owned()).collect()),
            ..WireClaims::default()
        };
        CheckedClaims::new(&self.issuer, &self.issuer, self.issued_at, self.expires_at, wire)
    }
}

impl PermitClaims {
    /// Domains that one permit names at most.
    pub const MAX_DOMAINS: usize = 100;
}

impl sealed::Sealed for LogoutClaims {}
impl TokenKind for LogoutClaims {
    const TYP: &'static str = "logout+jwt";
    const MAX_LIFE: Seconds = Seconds(120);

    fn from_checked(checked: CheckedClaims) -> Option<Self> {
        let wire = checked.wire;
        wire.events?;
        if wire.nonce.is_some() {
            return None; // Back-Channel Logout 1.0, 2.4: a nonce is prohibited.
        }
        Some(Self {
            issuer: checked.issuer,
            audience: checked.audience,
            token_id: wire.jti?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            session_id: wire.sid?,
            subject: wire.sub?,
        })
    }

    fn to_checked(&self) -> CheckedClaims {
        let wire = WireClaims {
            sub: Some(self.subject.clone()),
            sid: Some(self.session_id.clone()),
            jti: Some(self.token_id.clone()),
            events: Some(LogoutEvents { logout: NoMembers {} }),
            ..WireClaims::default()
        };
        CheckedClaims::new(
            &self.issuer,
            &self.audience,
            self.issued_at,
            self.expires_at,
            wire,
        )
    }
}

impl WireClaims {
    fn bound(binding: &Binding) -> Self {
        Self {
            nonce: Some(binding.nonce.clone()),
            cnf: Some(Confirmation {
                jkt: binding.jkt.clone(),
            }),
            ..Self::default()
        }
    }
}

impl CheckedClaims {
    fn new(
        issuer: &Origin,
        audience: &Origin,
        issued_at: Timestamp,
        expires_at: Timestamp,
        mut wire: WireClaims,
    ) -> Self {
        wire.iss = Some(issuer.as_str().to_owned());
        wire.aud = Some(audience.as_str().to_owned());
        Self {
            issuer: issuer.clone(),
            audience: audience.clone(),
            issued_at,
            expires_at,
            wire,
        }
    }
}
