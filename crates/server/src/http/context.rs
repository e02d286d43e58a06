//! A request's context: reference, client address, moment. Made by `observed`, taken by handlers.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crosspass_protocol::Timestamp;

use super::theme::language;
use crate::error::Fault;
use crate::state::AppState;
use crosspass_issuer::Exhausted;
use crosspass_issuer::Issuer;
use crosspass_issuer::model::Language;
use crosspass_issuer::model::{AuditContext, AuditEntry, Event, Reason};
use crosspass_protocol::Code;

/// What belongs to one request.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The response's reference.
    pub reference: String,
    /// The client's address.
    pub address: IpAddr,
    /// When the request came.
    pub at: Timestamp,
    /// What language the browser asks for.
    pub language: Language,
}

impl Context {
    /// For audit rows.
    pub(crate) fn audit(&self) -> AuditContext {
        AuditContext {
            at: self.at,
            address: Some(self.address.to_string()),
            reference: Some(self.reference.clone()),
        }
    }

    /// Counts a call of this client; tells how long to wait if there were too many.
    pub(crate) async fn count_call(&self, issuer: &Issuer, event: Event) -> Result<Option<Exhausted>, Fault> {
        match issuer.limits.count_call(self.address) {
            Ok(()) => Ok(None),
            Err(exhausted) => {
                if exhausted.first {
                    let entry = AuditEntry::refused(event, Reason::Code(Code::RateLimited));
                    issuer.store.record(&entry, &self.audit()).await?;
                }
                Ok(Some(exhausted))
            }
        }
    }
}

impl FromRequestParts<AppState> for Context {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<Self>().cloned();
        // `observed` wraps every route, so the other arm is for handlers called by themselves.
        Ok(known.unwrap_or_else(|| Self {
            reference: String::new(),
            address: super::Peer::UNKNOWN.0,
            at: state.issuer.clock.now(),
            language: language(&parts.headers),
        }))
    }
}
