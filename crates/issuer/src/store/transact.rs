//! The store of either database, and how an action runs in it: whole or not at all, and again where another one was in
//! the way.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use sqlx::{PgPool, SqlitePool};

use super::StoreError;
use super::failed::Failed;
#[cfg(feature = "faults")]
use super::faults::Faults;
use super::tx::{Connection, Tx, within};

/// How often an action is tried that others were in the way of.
const TRIES: u32 = 12;
/// The first pause between two tries; each further one may be twice as long.
const PAUSE: Duration = Duration::from_millis(1);

/// Everything that an issuer keeps.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) database: Database,
    #[cfg(feature = "faults")]
    pub(super) faults: Option<std::sync::Arc<Faults>>,
}

/// The database behind it.
#[derive(Clone, Debug)]
pub(super) enum Database {
    /// One file. Readers share a pool; writers queue for one connection.
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    /// A server, and how long it may take for a statement.
    Postgres { pool: PgPool, patience: Duration },
}

impl Store {
    pub(super) fn on(database: Database) -> Self {
        Self {
            database,
            #[cfg(feature = "faults")]
            faults: None,
        }
    }

    /// Runs an action in a transaction: kept if it is `Ok`, taken back if not. It may run more than once, so it does nothing
    /// outside of the transaction, and time and randomness are among what it is given. PostgreSQL runs it at READ
    /// COMMITTED: what an action decides by, it locks first, and what may happen once is guarded by a count or a constraint.
    /// (SERIALIZABLE would need no locks, and repeats innocent actions where many meet.)
    pub(crate) async fn transact<P, T, E>(
        &self,
        given: P,
        action: impl AsyncFn(&mut Tx, P) -> Result<T, E>,
    ) -> Result<T, E>
    where
        P: Copy,
        E: From<StoreError>,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = self.begin().await?;
            let said = action(&mut tx, given).await;
            let failed = match (tx.failed, said) {
                (None, Ok(value)) => match tx.commit().await {
                    Ok(()) => return Ok(value),
                    Err((Failed::Finally, error)) => return Err(error.into()),
                    Err((Failed::Conflict, error)) => error.into(),
                },
                // A decision of the action's: what it wrote is taken back.
                (None | Some(Failed::Finally), Err(error)) => return Err(error),
                (Some(Failed::Finally), Ok(_)) => {
                    return Err(StoreError::Unavailable("a statement failed".into()).into());
                }
                (Some(Failed::Conflict), Err(error)) => error,
                (Some(Failed::Conflict), Ok(_)) => {
                    StoreError::Unavailable("a statement failed".into()).into()
                }
            };
            if tries >= self.tries() {
                return Err(failed);
            }
            tokio::time::sleep(pause(tries)).await;
        }
    }

    /// Reads. Two statements may see two states: what decides, reads in a transaction.
    pub(crate) async fn read<P, T, E>(
        &self,
        given: P,
        action: impl AsyncFn(&mut Tx, P) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let connection = match &self.database {
            Database::Sqlite { readers, .. } => readers.acquire().await.map(Connection::SqliteReader),
            Database::Postgres { pool, .. } => pool.acquire().await.map(Connection::PostgresReader),
        };
        let mut tx = self.tx(connection.map_err(StoreError::from)?);
        action(&mut tx, given).await
    }

    async fn begin(&self) -> Result<Tx, StoreError> {
        let connection = match &self.database {
            // With the write lock in hand, a transaction that reads first cannot fail halfway.
            Database::Sqlite { writer, .. } => {
                Connection::SqliteWriter(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Database::Postgres { pool, patience } => {
                let begin = pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED");
                Connection::PostgresWriter(within(Some(*patience), begin).await?)
            }
        };
        Ok(self.tx(connection))
    }

    fn tx(&self, connection: Connection) -> Tx {
        Tx {
            connection,
            patience: match &self.database {
                Database::Sqlite { .. } => None,
                Database::Postgres { patience, .. } => Some(*patience),
            },
            failed: None,
            #[cfg(feature = "faults")]
            faults: self.faults.clone(),
        }
    }

    /// The same store with these faults.
    #[cfg(feature = "faults")]
    #[must_use]
    pub fn with_faults(&self, faults: std::sync::Arc<Faults>) -> Self {
        Self {
            faults: Some(faults),
            ..self.clone()
        }
    }

    fn tries(&self) -> u32 {
        #[cfg(feature = "faults")]
        if self.faults.as_ref().is_some_and(|faults| faults.never_again) {
            return 1;
        }
        TRIES
    }

    /// Waits for running statements and closes the database.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Database::Postgres { pool, .. } => pool.close().await,
        }
    }
}

impl Tx {
    async fn commit(self) -> Result<(), (Failed, StoreError)> {
        let done = match self.connection {
            Connection::SqliteWriter(tx) => tx.commit().await,
            Connection::PostgresWriter(tx) => within(self.patience, tx.commit()).await,
            Connection::SqliteReader(_) | Connection::PostgresReader(_) => Ok(()),
        };
        done.map_err(|error| (Failed::of(&error), error.into()))
    }
}

/// Longer with each try, and of no fixed length: those who met once are not to meet again.
fn pause(tries: u32) -> Duration {
    let longest = PAUSE * (1 << tries.min(7));
    let draw = RandomState::new().hash_one(tries) % 1000;
    longest * u32::try_from(draw).unwrap_or(0) / 1000
}
