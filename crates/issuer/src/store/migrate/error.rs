//! Why a file was not moved.

use std::path::PathBuf;

use crate::store::{AloneError, StoreError};

/// Why the file was not moved, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// One of the two databases.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such file.
    #[error("there is no file {0}")]
    NoSource(PathBuf),
    /// Another process has it open, and could write what would not be moved.
    #[error("{0} is in use: stop crosspass serve, and what else has it open, and try again")]
    SourceInUse(PathBuf),
    /// Another process serves the database, or moves to it.
    #[error("another process uses the PostgreSQL database: stop it, and try again")]
    TargetInUse,
    /// It holds what did not come from a move.
    #[error("the PostgreSQL database is not empty (table {0}): name an empty one")]
    TargetNotEmpty(&'static str),
    /// It does not hold what the file holds.
    #[error(
        "table {table} has {moved} rows in PostgreSQL and {rows} in the file, or other ones: the file or the database was \
         changed since the move began. Begin again with an empty database"
    )]
    Differs {
        /// Its name.
        table: &'static str,
        /// Rows in PostgreSQL.
        moved: u64,
        /// Rows in the file.
        rows: u64,
    },
}

impl From<sqlx::Error> for MigrateError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<AloneError> for MigrateError {
    fn from(error: AloneError) -> Self {
        match error {
            AloneError::Store(error) => Self::Store(error),
            AloneError::Served => Self::TargetInUse,
        }
    }
}
