//! Until several nodes can serve one database, one process serves it: an advisory lock on a connection of its own says who.

use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection, PgPool, Row};

use crate::store::transact::Database;
use crate::store::{Store, StoreError};

/// What the lock is called: "crosspas", as a number.
const LOCK: i64 = 0x6372_6f73_7370_6173;
/// How long a process that starts waits for one that has just ended: its connection may be there a moment longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it asks meanwhile.
const PAUSE: Duration = Duration::from_millis(100);
/// How often the connection is asked whether it still holds.
const PERIOD: Duration = Duration::from_secs(2);

/// Why a process may not serve.
#[derive(Debug, thiserror::Error)]
pub enum AloneError {
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another one does.
    #[error("another process serves this database; one at a time does")]
    Served,
}

/// That no other process serves the database, for as long as this is kept.
#[derive(Debug)]
pub struct ServesAlone(Option<PgConnection>);

impl Store {
    /// Takes the lock. A SQLite file may be served by several processes of one machine.
    pub async fn serve_alone(&self) -> Result<ServesAlone, AloneError> {
        match &self.database {
            Database::Sqlite { .. } => Ok(ServesAlone(None)),
            Database::Postgres { pool, .. } => lock(pool).await.map(|held| ServesAlone(Some(held))),
        }
    }
}

async fn lock(pool: &PgPool) -> Result<PgConnection, AloneError> {
    let mut connection = PgConnection::connect_with(&pool.connect_options())
        .await
        .map_err(StoreError::from)?;
    take(&mut connection).await?;
    Ok(connection)
}

/// Takes the lock, for as long as the connection lives.
pub(in crate::store) async fn take(connection: &mut PgConnection) -> Result<(), AloneError> {
    let taken = async {
        while !is_taken(connection).await? {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    };
    tokio::time::timeout(PATIENCE, taken)
        .await
        .unwrap_or(Err(AloneError::Served))
}

async fn is_taken(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let answer = sqlx::query("SELECT pg_try_advisory_lock($1)")
        .bind(LOCK)
        .fetch_one(connection)
        .await?;
    Ok(answer.try_get(0)?)
}

impl ServesAlone {
    /// Waits until the lock is lost: the connection that held it is gone, and another process may serve by now.
    pub async fn lost(&mut self) {
        match &mut self.0 {
            None => std::future::pending().await,
            Some(connection) => {
                while connection.ping().await.is_ok() {
                    tokio::time::sleep(PERIOD).await;
                }
            }
        }
    }
}
