//! The audit log: rows are added and read, nothing else.

use async_trait::async_trait;

use super::StoreError;
use crate::model::{AuditContext, AuditEntry, AuditRow};

/// The append-only log of decisions.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Adds a row about a decision that changed nothing else.
    async fn record(&self, entry: &AuditEntry, context: &AuditContext) -> Result<(), StoreError>;

    /// The last `limit` rows, oldest first.
    async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError>;
}
