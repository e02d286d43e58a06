//! The kinds of token and their claims, each a type, built from claims that were checked.

use crate::identifier::{Binding, KeyThumbprint, Nonce, SessionId, Subject, TokenId};
use crate::label::Labels;
use crate::origin::Origin;
use crate::strict::{Json, Object};
use crate::time::{Seconds, Timestamp};

/// Claims with the times and addresses that every kind has, checked before a kind is built.
pub struct CheckedClaims<'a> {
    pub(crate) issuer: &'a Origin,
    pub(crate) audience: &'a Origin,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) payload: &'a Object,
}

impl CheckedClaims<'_> {
    fn parsed<T, E>(&self, name: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        parse(self.payload.text(name)?).ok()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.payload.text(name).map(str::to_owned)
    }

    /// The nonce, and the RFC 7800 confirmation's key.
    fn binding(&self) -> Option<Binding> {
        let jkt = self.payload.object("cnf")?.text("jkt")?;
        Some(Binding {
            nonce: self.parsed("nonce", Nonce::parse)?,
            jkt: KeyThumbprint::parse(jkt).ok()?,
        })
    }
}

/// The one member of a logout token's `events` (Back-Channel Logout 1.0, 2.4).
pub(crate) const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

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
    fn from_checked(checked: &CheckedClaims<'_>) -> Option<Self>;
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
    /// How the user proved it, and in which roles they come.
    pub labels: Labels,
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

    fn from_checked(checked: &CheckedClaims<'_>) -> Option<Self> {
        Some(Self {
            issuer: checked.issuer.clone(),
            audience: checked.audience.clone(),
            subject: checked.parsed("sub", Subject::parse)?,
            session_id: checked.parsed("sid", SessionId::parse)?,
            token_id: checked.parsed("jti", TokenId::parse)?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            auth_time: Timestamp::from_claim(checked.payload.unsigned("auth_time")?)?,
            binding: checked.binding()?,
            name: checked.text("name")?,
            email: checked.text("email")?,
            labels: Labels::of_claims(checked.payload)?,
        })
    }
}

impl sealed::Sealed for TicketClaims {}
impl TokenKind for TicketClaims {
    const TYP: &'static str = "crosspass-ticket+jwt";
    const MAX_LIFE: Seconds = Seconds(30);

    fn from_checked(checked: &CheckedClaims<'_>) -> Option<Self> {
        Some(Self {
            issuer: checked.issuer.clone(),
            audience: checked.audience.clone(),
            token_id: checked.parsed("jti", TokenId::parse)?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            binding: checked.binding()?,
        })
    }
}

impl sealed::Sealed for PermitClaims {}
impl TokenKind for PermitClaims {
    const TYP: &'static str = "crosspass-permit+jwt";
    const MAX_LIFE: Seconds = Seconds(600);

    fn from_checked(checked: &CheckedClaims<'_>) -> Option<Self> {
        let domains = checked.payload.list("domains")?;
        if domains.len() > Self::MAX_DOMAINS {
            return None;
        }
        Some(Self {
            issuer: checked.issuer.clone(),
            subject: checked.parsed("sub", Subject::parse)?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            name: checked.text("name")?,
            email: checked.text("email")?,
            domains: domains
                .iter()
                .map(|domain| match domain {
                    Json::Text(domain) => Origin::parse(domain).ok(),
                    _ => None,
                })
                .collect::<Option<_>>()?,
        })
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

    fn from_checked(checked: &CheckedClaims<'_>) -> Option<Self> {
        let events = checked.payload.object("events")?;
        // Back-Channel Logout 1.0, 2.4: this event, as an empty object; a nonce is prohibited.
        if events.object(LOGOUT_EVENT)?.len() > 0 || checked.payload.get("nonce").is_some() {
            return None;
        }
        Some(Self {
            issuer: checked.issuer.clone(),
            audience: checked.audience.clone(),
            token_id: checked.parsed("jti", TokenId::parse)?,
            issued_at: checked.issued_at,
            expires_at: checked.expires_at,
            session_id: checked.parsed("sid", SessionId::parse)?,
            subject: checked.parsed("sub", Subject::parse)?,
        })
    }
}
