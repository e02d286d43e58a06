//! A transaction: statements of one text for both databases. What they say is in `rows/`; what follows of it, in `actions/`.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgQueryResult};
use sqlx::sqlite::{SqliteArguments, SqliteQueryResult};
use sqlx::{Postgres, Sqlite, Transaction};

use super::StoreError;
use super::failed::Failed;
#[cfg(feature = "faults")]
use super::faults::Faults;
use super::row::Row;
use super::value::{Value, arguments};

/// What statements run on.
pub(super) enum Connection {
    /// With SQLite's write lock in hand.
    SqliteWriter(Transaction<'static, Sqlite>),
    /// Of SQLite, unable to write.
    SqliteReader(PoolConnection<Sqlite>),
    /// A transaction of PostgreSQL.
    PostgresWriter(Transaction<'static, Postgres>),
    /// Of PostgreSQL, each statement by itself.
    PostgresReader(PoolConnection<Postgres>),
}

/// A transaction, or a connection that reads. After a statement has failed it takes no others: PostgreSQL would refuse
/// them, and SQLite must not go on where PostgreSQL stops. So a conflict that is expected is `ON CONFLICT DO NOTHING`
/// and a count, never an error that somebody catches.
pub(crate) struct Tx {
    pub(super) connection: Connection,
    /// How long one statement may take, where a network is between.
    pub(super) patience: Option<Duration>,
    pub(super) failed: Option<Failed>,
    #[cfg(feature = "faults")]
    pub(super) faults: Option<std::sync::Arc<Faults>>,
}

/// Waits no longer than that: a server that hangs answers nothing, not even that it took too long.
pub(super) async fn within<T>(
    patience: Option<Duration>,
    running: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    match patience {
        Some(patience) => tokio::time::timeout(patience, running)
            .await
            .unwrap_or(Err(sqlx::Error::PoolTimedOut)),
        None => running.await,
    }
}

trait Changed {
    fn changed(&self) -> u64;
}

impl Changed for SqliteQueryResult {
    fn changed(&self) -> u64 {
        self.rows_affected()
    }
}

impl Changed for PgQueryResult {
    fn changed(&self) -> u64 {
        self.rows_affected()
    }
}

/// One statement on whichever connection there is; `$wrap` makes a result of both kinds of the same type.
macro_rules! run {
    ($tx:expr, $sql:expr, $values:expr, $call:ident, $wrap:expr) => {{
        let sql: &'static str = $sql;
        $tx.check(sql)?;
        let running = async {
            Ok::<_, sqlx::Error>(match &mut $tx.connection {
                Connection::SqliteWriter(tx) => {
                    let query = sqlx::query_with(sql, arguments::<SqliteArguments>($values)?);
                    $wrap(query.$call(&mut **tx).await?, Row::Sqlite)
                }
                Connection::SqliteReader(connection) => {
                    let query = sqlx::query_with(sql, arguments::<SqliteArguments>($values)?);
                    $wrap(query.$call(&mut **connection).await?, Row::Sqlite)
                }
                Connection::PostgresWriter(tx) => {
                    let query = sqlx::query_with(sql, arguments::<PgArguments>($values)?);
                    $wrap(query.$call(&mut **tx).await?, Row::Postgres)
                }
                Connection::PostgresReader(connection) => {
                    let query = sqlx::query_with(sql, arguments::<PgArguments>($values)?);
                    $wrap(query.$call(&mut **connection).await?, Row::Postgres)
                }
            })
        };
        let done = within($tx.patience, running).await;
        $tx.noted(done)
    }};
}

fn count<C: Changed, R>(done: C, _: fn(R) -> Row) -> u64 {
    done.changed()
}

fn first<R>(found: Option<R>, wrap: fn(R) -> Row) -> Option<Row> {
    found.map(wrap)
}

fn every<R>(found: Vec<R>, wrap: fn(R) -> Row) -> Vec<Row> {
    found.into_iter().map(wrap).collect()
}

impl Tx {
    /// Runs a statement; tells how many rows it changed.
    pub(crate) async fn execute(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        let changed = run!(self, sql, values, execute, count)?;
        #[cfg(feature = "faults")]
        if let Some(faults) = &self.faults {
            return Ok(faults.count(changed));
        }
        Ok(changed)
    }

    /// The first row, if there is one.
    pub(crate) async fn optional(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, StoreError> {
        run!(self, sql, values, fetch_optional, first)
    }

    /// The row of a statement that always has one.
    pub(crate) async fn one(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Row, StoreError> {
        let found = self.optional(sql, values).await?;
        found.ok_or(StoreError::Damaged("answer"))
    }

    /// All rows.
    pub(crate) async fn all(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        run!(self, sql, values, fetch_all, every)
    }

    /// Whether there is any row.
    pub(crate) async fn exists(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<bool, StoreError> {
        Ok(self.optional(sql, values).await?.is_some())
    }

    /// Locks rows, where the database has locks on rows.
    pub(super) async fn lock(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<(), StoreError> {
        match self.connection {
            Connection::PostgresWriter(_) => self.all(sql, values).await.map(drop),
            Connection::SqliteWriter(_) | Connection::SqliteReader(_) | Connection::PostgresReader(_) => {
                Ok(())
            }
        }
    }

    fn check(&mut self, sql: &'static str) -> Result<(), StoreError> {
        #[cfg(feature = "faults")]
        if let (None, Some(faults)) = (self.failed, &self.faults) {
            let writes = matches!(
                self.connection,
                Connection::SqliteWriter(_) | Connection::PostgresWriter(_)
            );
            self.failed = faults.before(sql, writes);
        }
        #[cfg(not(feature = "faults"))]
        let _ = sql;
        match self.failed {
            Some(_) => Err(StoreError::Unavailable("a statement failed".into())),
            None => Ok(()),
        }
    }

    fn noted<T>(&mut self, done: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        done.map_err(|error| {
            self.failed = Some(Failed::of(&error));
            error.into()
        })
    }
}
