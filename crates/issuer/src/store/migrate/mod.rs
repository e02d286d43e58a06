//! Moves all that a SQLite file holds to a PostgreSQL database: table by table, in batches, and compared at the end. Where it
//! was interrupted, the next run goes on. Nobody serves the database before it is at its end.

mod columns;
mod error;
mod progress;
mod source;
mod table;
mod tables;
mod target;

pub(super) use target::is_under_way;

use std::path::Path;

use crosspass_protocol::Timestamp;

use super::address::PostgresAddress;
pub use error::MigrateError;
pub use progress::MigrateProgress;
use tables::TABLES;

/// Moves the file to the database, which is empty or holds the beginning of the same move. Tells `progress` after each batch,
/// and gives the number of rows. The file stays as it is, but for its schema, which is brought up to date.
pub async fn migrate_store(
    from: &Path,
    to: &PostgresAddress,
    now: Timestamp,
    mut progress: impl FnMut(MigrateProgress),
) -> Result<u64, MigrateError> {
    let mut source = source::open(from).await?;
    let mut target = target::open(to).await?;
    target::begin(&mut target, now).await?;
    for (table, order) in TABLES {
        table::copy(&mut source, &mut target, table, order, &mut progress).await?;
    }
    let mut rows = 0;
    for (table, order) in TABLES {
        rows += table::compare(&mut source, &mut target, table, order).await?;
    }
    target::end(target, now).await?;
    Ok(rows)
}
