//! One table: its rows are copied in batches, then compared.

use futures_util::{Stream, StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, PgConnection, Row as _, SqliteConnection};

use super::columns::{Column, columns, insert};
use super::error::MigrateError;
use super::progress::MigrateProgress;
use crate::store::StoreError;
use crate::store::row::Row;

/// Rows of a batch.
const BATCH: usize = 500;

/// Copies what PostgreSQL does not have yet: batches are written in order, so that what is there is the beginning.
pub(super) async fn copy(
    source: &mut SqliteConnection,
    target: &mut PgConnection,
    table: &'static str,
    order: &str,
    progress: &mut impl FnMut(MigrateProgress),
) -> Result<(), MigrateError> {
    let count = format!("SELECT count(*) FROM {table}");
    let count = || AssertSqlSafe(count.clone());
    let total = number(sqlx::query(count()).fetch_one(&mut *source).await?.try_get(0)?)?;
    let mut done = number(sqlx::query(count()).fetch_one(&mut *target).await?.try_get(0)?)?;
    let columns = columns(target, table).await?;
    let from = usize::try_from(done).map_err(|_| StoreError::Damaged("count"))?;
    let mut batches = sqlx::query(select(table, &columns, order))
        .fetch(source)
        .skip(from)
        .map_ok(Row::Sqlite)
        .try_chunks(BATCH);
    progress(MigrateProgress { table, done, total });
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(|error| error.1)?;
        insert(target, table, &columns, &batch).await?;
        done += number(i64::try_from(batch.len()).unwrap_or(0))?;
        progress(MigrateProgress { table, done, total });
    }
    if columns.iter().any(Column::is_number_of_row) {
        let go_on = format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}");
        sqlx::query(AssertSqlSafe(go_on)).execute(target).await?;
    }
    Ok(())
}

/// Compares the rows of both, by their number and a digest of all; gives the number.
pub(super) async fn compare(
    source: &mut SqliteConnection,
    target: &mut PgConnection,
    table: &'static str,
    order: &str,
) -> Result<u64, MigrateError> {
    let columns = columns(target, table).await?;
    let select = || select(table, &columns, order);
    let in_file = digest(&columns, sqlx::query(select()).fetch(source).map_ok(Row::Sqlite)).await?;
    let moved = digest(
        &columns,
        sqlx::query(select()).fetch(target).map_ok(Row::Postgres),
    )
    .await?;
    if in_file != moved {
        return Err(MigrateError::Differs {
            table,
            moved: moved.0,
            rows: in_file.0,
        });
    }
    Ok(in_file.0)
}

async fn digest(
    columns: &[Column],
    mut rows: impl Stream<Item = Result<Row, sqlx::Error>> + Unpin,
) -> Result<(u64, Vec<u8>), StoreError> {
    let mut digest = Sha256::new();
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        for column in columns {
            column.digest(&row, &mut digest)?;
        }
        count += 1;
    }
    Ok((count, digest.finalize().to_vec()))
}

fn select(table: &str, columns: &[Column], order: &str) -> AssertSqlSafe<String> {
    let names: Vec<_> = columns.iter().map(Column::name).collect();
    AssertSqlSafe(format!(
        "SELECT {} FROM {table} ORDER BY {order}",
        names.join(", ")
    ))
}

fn number(count: i64) -> Result<u64, StoreError> {
    u64::try_from(count).map_err(|_| StoreError::Damaged("count"))
}
