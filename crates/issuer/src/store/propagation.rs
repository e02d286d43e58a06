//! Propagations: what a visit asks of the records, and what they answer. Each method is one transaction.

use async_trait::async_trait;
use crosspass_protocol::{Origin, PropagationId, ReturnTo};

use super::StoreError;
use crate::model::Decision;
use crate::model::{AuditContext, Domain, HopReason, Propagation, Question, SecretHash, SessionLimits};

/// A propagation to be begun.
#[derive(Clone, Debug)]
pub struct NewPropagation {
    /// Its public id, drawn by the caller.
    pub id: PropagationId,
    /// The cookie.
    pub secret: SecretHash,
    /// Where it shall end.
    pub return_to: Option<ReturnTo>,
    /// An earlier one of this session: where that arrived, this one need not go.
    pub retry: Option<PropagationId>,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What beginning one came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropagationBegun {
    /// It is on record.
    Begun,
    /// No session, or it has ended.
    NoSession,
    /// `may_enter` said no about where it shall end.
    Refused(Decision),
}

/// A visit to a propagation, by whoever has this cookie.
#[derive(Clone, Debug)]
pub struct PropagationVisit {
    /// Its public id.
    pub id: PropagationId,
    /// The cookie.
    pub secret: SecretHash,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// A browser that a propagation sent to a domain comes back from there, and its user would be asked first.
#[derive(Clone, Debug)]
pub struct HopAsked {
    /// The cookie.
    pub secret: SecretHash,
    /// The domain.
    pub origin: Origin,
    /// What would be asked.
    pub question: Question,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What asking the next domains came to.
#[derive(Clone, Debug, Default)]
pub struct Probed {
    /// The one that answered first: the browser goes there.
    pub answered: Option<Origin>,
    /// Those that did not answer, or wrongly.
    pub refused: Vec<(Origin, HopReason)>,
    /// Those that were still being asked: others are asked before them next time.
    pub unanswered: Vec<Origin>,
}

/// Propagations, each of one live session.
#[async_trait]
pub trait Propagations: Send + Sync {
    /// Begins one: first-party domains that the user may enter, in order of their names.
    async fn begin_propagation(
        &self,
        new: &NewPropagation,
        context: &AuditContext,
    ) -> Result<PropagationBegun, StoreError>;

    /// Settles what the browser was sent to before, and tells what is next; nothing for any other session than the one
    /// that began it.
    async fn propagation(
        &self,
        visit: &PropagationVisit,
        context: &AuditContext,
    ) -> Result<Option<Propagation>, StoreError>;

    /// Records what asking came to, and decides once more about the domain that answered: the browser is sent there if
    /// it is given back.
    async fn note_probes(
        &self,
        visit: &PropagationVisit,
        probed: &Probed,
        context: &AuditContext,
    ) -> Result<Option<Domain>, StoreError>;

    /// Passes by a domain where the user would be asked first: the propagation that has just sent this browser there, if one
    /// has, and where it goes on.
    async fn pass_by(
        &self,
        asked: &HopAsked,
        context: &AuditContext,
    ) -> Result<Option<PropagationId>, StoreError>;
}
