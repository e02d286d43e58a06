//! The SQLite file that is moved, held so that nobody writes to it meanwhile.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteLockingMode};
use sqlx::{ConnectOptions, SqliteConnection};

use super::error::MigrateError;
use crate::store::sqlite::migrations;

/// How long one waits for a command that is about to end.
const PATIENCE: Duration = Duration::from_secs(2);
/// SQLite's `SQLITE_BUSY`, the lowest byte of each of its kinds.
const BUSY: i64 = 5;

/// Opens the file for this connection alone, until it is closed, and brings its schema up to date.
pub(super) async fn open(path: &Path) -> Result<SqliteConnection, MigrateError> {
    if !path.is_file() {
        return Err(MigrateError::NoSource(path.to_owned()));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        // In this mode what a transaction locked stays locked.
        .locking_mode(SqliteLockingMode::Exclusive)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let in_use = |error: sqlx::Error| {
        let code = error.as_database_error().and_then(|error| error.code());
        let code = code.and_then(|code| code.parse::<i64>().ok());
        match code {
            Some(code) if code & 0xff == BUSY => MigrateError::SourceInUse(path.to_owned()),
            _ => error.into(),
        }
    };
    let mut connection = options.connect().await.map_err(in_use)?;
    for statement in ["BEGIN EXCLUSIVE", "COMMIT"] {
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .map_err(in_use)?;
    }
    migrations::run(&mut connection).await?;
    Ok(connection)
}
