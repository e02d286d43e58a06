//! What is given along with a visit to a domain, and how it is recorded.

use crosspass_protocol::{Binding, Code, Origin, Timestamp, TokenId};

use crate::model::{Asked, AuditContext, AuditEntry, Carrier, Event, Reason, Session};
use crate::store::rows::HandoffRow;
use crate::store::{StoreError, Tx};

/// A token or ticket to be given along with a visit.
#[derive(Clone, Debug)]
pub struct Grant {
    /// How it travels.
    pub carrier: Carrier,
    /// What it is bound to.
    pub binding: Binding,
    /// Its `jti`, drawn by the caller.
    pub token_id: TokenId,
}

/// A session's grant for a domain, and how it was asked for.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) session: &'a Session,
    pub(super) origin: &'a Origin,
    pub(super) grant: &'a Grant,
    pub(super) asked: Asked,
    /// When a token that is given now runs out.
    pub(super) until: Timestamp,
}

/// Records a grant with its audit row; or the refusal, where something was bound to its nonce for somebody else: who
/// has learnt the address of another's handoff could have that browser signed in to an account of their own.
pub(super) async fn record(
    tx: &mut Tx,
    given: Given<'_>,
    context: &AuditContext,
) -> Result<bool, StoreError> {
    let Given {
        session,
        origin,
        grant,
        asked,
        until,
    } = given;
    let is_free = tx.bind_nonce(session, origin, &grant.binding.nonce).await?;
    let entry = if is_free {
        let row = HandoffRow {
            session,
            origin,
            carrier: grant.carrier,
            binding: &grant.binding,
            grant: &grant.token_id,
            asked,
            at: context.at,
            // A popup's token is in the receiver's hands at once; a ticket is redeemed later.
            given_until: (grant.carrier == Carrier::Popup).then_some(until),
        };
        tx.insert_handoff(&row).await?;
        AuditEntry::allowed(Event::Mint, Reason::Ok)
    } else {
        AuditEntry::refused(Event::Mint, Reason::Code(Code::NonceMismatch))
    };
    let entry = AuditEntry {
        carrier: Some(grant.carrier),
        ..entry.session(session).domain(origin)
    };
    tx.append_audit(&entry, context).await?;
    Ok(is_free)
}
