//! A domain session: who is signed in here, as a verified token says.

use std::sync::Arc;

use crosspass_protocol::{Origin, SessionClaims, SessionId, Subject, Timestamp, VerifiedToken};
use serde_json::{Value, json};

/// Who is signed in at this domain. Comes from a verified session token alone; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    claims: Arc<SessionClaims>,
}

impl Session {
    pub(crate) fn of(token: VerifiedToken<SessionClaims>) -> Self {
        Self {
            claims: Arc::new(token.into_claims()),
        }
    }

    /// The user's id at the issuer, the same at every domain: what to key records by.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.claims.subject
    }

    /// The domain that the session is for: the origin that was called, or a listed caller's where its page called with a
    /// token of its own. The issuer has decided that the user may enter this domain, and no other.
    #[must_use]
    pub fn domain(&self) -> &Origin {
        &self.claims.audience
    }

    /// The user's name, to be shown.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.claims.name
    }

    /// The user's e-mail address, to be shown.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.claims.email
    }

    /// The issuer session's public id: for logs; it proves nothing.
    #[must_use]
    pub fn session_id(&self) -> &SessionId {
        &self.claims.session_id
    }

    /// When the user proved who they are, for actions that need a recent sign-in.
    #[must_use]
    pub fn auth_time(&self) -> Timestamp {
        self.claims.auth_time
    }

    /// How the user proved it (`amr`, RFC 8176), such as `pwd`; empty where the issuer does not say.
    pub fn amr(&self) -> impl Iterator<Item = &str> {
        self.claims.labels.amr()
    }

    /// With which assurance the user proved it (`acr`), where the issuer says it.
    #[must_use]
    pub fn acr(&self) -> Option<&str> {
        self.claims.labels.acr()
    }

    /// What the user is to this domain (`roles`); empty where the issuer does not say.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.claims.labels.roles()
    }

    /// When the present token ends. It is renewed before, as long as the issuer session lives.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.claims.expires_at
    }

    pub(crate) fn claims(&self) -> &SessionClaims {
        &self.claims
    }

    /// What pages of the domain may know.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "subject": self.subject(),
            "domain": self.domain(),
            "name": self.name(),
            "email": self.email(),
            "session_id": self.session_id(),
            "auth_time": self.auth_time().seconds(),
            "expires_at": self.expires_at().seconds(),
            "amr": self.amr().collect::<Vec<_>>(),
            "acr": self.acr(),
            "roles": self.roles().collect::<Vec<_>>(),
        })
    }
}
