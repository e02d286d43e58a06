//! What operators change: organizations, brands, domains, users, members, signing keys. Each change has its audit row.

mod brands;
mod domains;
mod keys;
mod members;
mod organizations;
mod users;

use crate::model::{AuditContext, AuditEntry, Event, Login, Reason};
use crate::store::{StoreError, Tx};

/// The audit row of an operator's change.
async fn note(tx: &mut Tx, verb: &'static str, context: &AuditContext) -> Result<(), StoreError> {
    tx.append_audit(&AuditEntry::allowed(Event::Operator(verb), Reason::Ok), context)
        .await
}

/// The audit row of an operator's change about a user.
async fn note_about(
    tx: &mut Tx,
    verb: &'static str,
    login: &Login,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        login: Some(login.as_str().to_owned()),
        ..AuditEntry::allowed(Event::Operator(verb), Reason::Ok)
    };
    tx.append_audit(&entry, context).await
}
