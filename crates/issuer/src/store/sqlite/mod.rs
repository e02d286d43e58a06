//! SQLite: opening the file, and what differs from PostgreSQL. Readers share a pool; writers queue for one connection, so
//! that SQLite's lock is fought over by processes only, never by requests.

mod file;
pub(super) mod migrations;

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use file::FileIdentity;

use super::transact::Database;
use super::{DatabaseAddress, PoolSettings, Store, StoreError};

/// How long a writer waits for another process, and a request for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens whichever database it is, and brings its schema up to date.
    pub async fn at(address: &DatabaseAddress, pool: PoolSettings) -> Result<Self, StoreError> {
        match address {
            DatabaseAddress::Sqlite(path) => Self::open(path).await,
            DatabaseAddress::Postgres(address) => Self::connect(address, pool).await,
        }
    }

    /// Opens a SQLite file and brings its schema up to date; makes it, readable by its owner alone, if it
    /// is not there.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let named = |error: io::Error| StoreError::Unavailable(format!("{}: {error}", path.display()).into());
        OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(0o600)
            .open(path)
            .map_err(named)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // Not NORMAL: after a power failure a session that was signed out must not be back.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(256)
            .disable_statement_logging();
        let file = FileIdentity::of(path).map_err(named)?;
        let pool = |connections| {
            let path = path.to_owned();
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .before_acquire(move |connection, _| {
                    // A connection outlives the name of its file, and would write what nobody ever reads. Once given
                    // up, the next one says that there is no such file, until there is.
                    let is_there = FileIdentity::of(&path).is_ok_and(|found| found == file);
                    // SQLite ends a transaction by itself where the disk is full; sqlx waits for that end forever.
                    let is_usable = is_there && !connection.is_in_transaction();
                    Box::pin(async move { Ok(is_usable) })
                })
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        migrations::run(&mut *writer.acquire().await?).await?;
        Ok(Self::on(Database::Sqlite {
            readers: pool(4).connect_lazy_with(options.pragma("query_only", "ON")),
            writer,
        }))
    }
}
