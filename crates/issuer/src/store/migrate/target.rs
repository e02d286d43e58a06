//! The PostgreSQL database that a file is moved to, and its note of the move.

use crosspass_protocol::Timestamp;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

use super::error::MigrateError;
use super::tables::TABLES;
use crate::store::StoreError;
use crate::store::address::PostgresAddress;
use crate::store::postgres::{migrations, serving};

/// Connects, brings the schema up to date, and takes the lock of the process that serves.
pub(super) async fn open(address: &PostgresAddress) -> Result<PgConnection, MigrateError> {
    let options = address
        .options
        .clone()
        .application_name("crosspass migrate-store");
    let mut connection = options.disable_statement_logging().connect().await?;
    migrations::run(&mut connection).await?;
    serving::take(&mut connection).await?;
    Ok(connection)
}

/// Notes that a move is under way: from an empty database on, until its end.
pub(super) async fn begin(connection: &mut PgConnection, now: Timestamp) -> Result<(), MigrateError> {
    if is_under_way(connection).await? {
        return Ok(());
    }
    for (table, _) in TABLES {
        let any = AssertSqlSafe(format!("SELECT EXISTS (SELECT 1 FROM {table})"));
        if sqlx::query(any).fetch_one(&mut *connection).await?.try_get(0)? {
            return Err(MigrateError::TargetNotEmpty(table));
        }
    }
    sqlx::query("INSERT INTO store_migration (one, began_at) VALUES (1, $1)")
        .bind(now.seconds())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a move to this database began and is not at its end.
pub(in crate::store) async fn is_under_way(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM store_migration WHERE ended_at IS NULL")
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Notes that all is there.
pub(super) async fn end(mut connection: PgConnection, now: Timestamp) -> Result<(), MigrateError> {
    sqlx::query("UPDATE store_migration SET ended_at = $1")
        .bind(now.seconds())
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}
