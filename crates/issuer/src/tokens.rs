//! The tokens that the issuer signs: session tokens, tickets, permits, logout tokens.

use crosspass_protocol::{
    Binding, Labels, LogoutClaims, Origin, PermitClaims, Seconds, SessionClaims, SignError, TicketClaims,
    Timestamp, TokenId, TokenKind, sign,
};

use crate::keys::KeyRing;
use crate::model::{Domain, LogoutJob, Session, SessionLimits, SignedIn};

/// Signs for one issuer with the keys of this moment.
#[derive(Debug)]
pub struct Signer<'a> {
    /// The issuer.
    pub issuer: &'a Origin,
    /// Its keys.
    pub keys: &'a KeyRing,
    /// How long sessions and their tokens last.
    pub limits: SessionLimits,
}

impl Signer<'_> {
    /// One domain's proof of session, given at `at`. Signing the same session again gives the same
    /// claims under another signature.
    pub fn session_token(
        &self,
        session: &Session,
        audience: &Origin,
        binding: &Binding,
        token_id: &TokenId,
        at: Timestamp,
    ) -> Result<String, SignError> {
        let claims = SessionClaims {
            issuer: self.issuer.clone(),
            audience: audience.clone(),
            subject: session.user.sub.clone(),
            session_id: session.sid.clone(),
            token_id: token_id.clone(),
            issued_at: at,
            expires_at: self.limits.token_end(session.started_at, at),
            auth_time: session.started_at,
            binding: binding.clone(),
            name: session.user.name.as_str().to_owned(),
            email: session.user.email.as_str().to_owned(),
            labels: labels(session.signed_in),
        };
        sign(&self.keys.active, &claims)
    }

    /// What a redirect carries.
    pub fn ticket(
        &self,
        audience: &Origin,
        binding: &Binding,
        token_id: &TokenId,
        at: Timestamp,
    ) -> Result<String, SignError> {
        let claims = TicketClaims {
            issuer: self.issuer.clone(),
            audience: audience.clone(),
            token_id: token_id.clone(),
            issued_at: at,
            expires_at: at + TicketClaims::MAX_LIFE,
            binding: binding.clone(),
        };
        sign(&self.keys.active, &claims)
    }

    /// What tells a domain's server that a session has ended.
    pub fn logout_token(
        &self,
        job: &LogoutJob,
        token_id: &TokenId,
        at: Timestamp,
    ) -> Result<String, SignError> {
        let claims = LogoutClaims {
            issuer: self.issuer.clone(),
            audience: job.origin.clone(),
            token_id: token_id.clone(),
            issued_at: at,
            expires_at: at + LogoutClaims::MAX_LIFE,
            session_id: job.sid.clone(),
            subject: job.sub.clone(),
        };
        sign(&self.keys.active, &claims)
    }

    /// What the auth page may show. The requested domain is never cut from the list.
    pub fn permit(
        &self,
        session: &Session,
        domains: &[Domain],
        requested: Option<&Origin>,
        at: Timestamp,
    ) -> Result<String, SignError> {
        let mut origins: Vec<Origin> = domains.iter().map(|domain| domain.origin.clone()).collect();
        if let Some(place) = origins.iter().position(|origin| Some(origin) == requested) {
            origins.swap(0, place);
        }
        origins.truncate(PermitClaims::MAX_DOMAINS);
        let life = PermitClaims::MAX_LIFE.min(Seconds(self.limits.absolute.0));
        let claims = PermitClaims {
            issuer: self.issuer.clone(),
            subject: session.user.sub.clone(),
            issued_at: at,
            expires_at: at + life,
            name: session.user.name.as_str().to_owned(),
            email: session.user.email.as_str().to_owned(),
            domains: origins,
        };
        sign(&self.keys.active, &claims)
    }
}

/// How the user signed in, in the words of RFC 8176, as far as the issuer knows.
fn labels(signed_in: SignedIn) -> Labels {
    match signed_in {
        SignedIn::Here => Labels::new(&["pwd"], None, &[]).unwrap_or_else(|_| Labels::none()),
        SignedIn::AtProvider => Labels::none(),
    }
}
