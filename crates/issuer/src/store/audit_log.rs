//! The audit log: rows are added and read, nothing else.

use async_trait::async_trait;
use crosspass_protocol::{Origin, Timestamp};

use super::StoreError;
use crate::model::{AuditContext, AuditEntry, AuditRow, Login};

/// The append-only log of decisions.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Adds a row about a decision that changed nothing else.
    async fn record(&self, entry: &AuditEntry, context: &AuditContext) -> Result<(), StoreError>;

    /// The last `limit` rows, oldest first.
    async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError>;

    /// Rows about a user's handoffs to a domain, oldest first: the last thousand of that user's, and the last few that
    /// nobody knows the user of.
    async fn handoff_rows(&self, login: &Login, origin: &Origin) -> Result<Vec<AuditRow>, StoreError>;

    /// When the limits last refused a sign-in of a login.
    async fn last_limited(&self, login: &Login) -> Result<Option<Timestamp>, StoreError>;
}
