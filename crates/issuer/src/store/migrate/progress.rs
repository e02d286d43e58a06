//! What a move of the store reports while it runs.

/// How far a table is.
#[derive(Clone, Copy, Debug)]
pub struct MigrateProgress {
    /// Its name.
    pub table: &'static str,
    /// Rows that PostgreSQL has.
    pub done: u64,
    /// Rows that the file has.
    pub total: u64,
}
