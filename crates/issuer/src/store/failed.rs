//! How a statement failed: for good, or because another transaction was in the way.

/// How a statement failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// Another transaction was in the way: the same again may succeed.
    Conflict,
    /// Otherwise.
    Finally,
}

impl Failed {
    /// PostgreSQL's `serialization_failure` and `deadlock_detected`, and a constraint that another transaction's row broke:
    /// what an action expects is `ON CONFLICT`. SQLite has the lock from the beginning.
    pub(super) fn of(error: &sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        match code.as_deref() {
            Some("40001" | "40P01" | "23503" | "23505") => Self::Conflict,
            _ => Self::Finally,
        }
    }
}
