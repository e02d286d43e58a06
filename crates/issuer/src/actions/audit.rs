//! The audit log: rows about decisions that changed nothing else, and reading it.

use crosspass_protocol::{Origin, Timestamp};

use crate::model::{AuditContext, AuditEntry, AuditRow, Login};
use crate::store::{Store, StoreError, Tx};

impl Store {
    /// Adds a row about a decision that changed nothing else.
    pub async fn record(&self, entry: &AuditEntry, context: &AuditContext) -> Result<(), StoreError> {
        self.transact((entry, context), record).await
    }

    /// The last `limit` rows, oldest first.
    pub async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        self.read(limit, Tx::audit_rows).await
    }

    /// Rows about a user's handoffs to a domain, oldest first: the last thousand of that user's, and the last few of which
    /// the user is not known.
    pub async fn handoff_rows(&self, login: &Login, origin: &Origin) -> Result<Vec<AuditRow>, StoreError> {
        self.read((login, origin), handoff_rows).await
    }

    /// When the limits last refused a sign-in of a login.
    pub async fn last_limited(&self, login: &Login) -> Result<Option<Timestamp>, StoreError> {
        self.read(login, Tx::last_limited).await
    }
}

async fn record(tx: &mut Tx, (entry, context): (&AuditEntry, &AuditContext)) -> Result<(), StoreError> {
    tx.append_audit(entry, context).await
}

async fn handoff_rows(tx: &mut Tx, (login, origin): (&Login, &Origin)) -> Result<Vec<AuditRow>, StoreError> {
    tx.handoff_rows(login, origin).await
}
