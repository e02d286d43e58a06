//! PostgreSQL: connecting, and what differs from SQLite.

pub(super) mod migrations;
pub(super) mod serving;

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection};

pub use serving::{AloneError, ServesAlone};

use super::address::{PoolSettings, PostgresAddress};
use super::migrate::is_under_way;
use super::transact::Database;
use super::{Store, StoreError};

/// It holds a part of what it is to hold.
const UNFINISHED: &str = "a move to it is not at its end; run crosspass migrate-store again";

impl Store {
    /// Connects, and brings the schema up to date.
    pub async fn connect(address: &PostgresAddress, pool: PoolSettings) -> Result<Self, StoreError> {
        let milliseconds = pool.patience.as_millis().to_string();
        let options = address
            .options
            .clone()
            .application_name("crosspass")
            .statement_cache_capacity(256)
            .options([
                ("statement_timeout", milliseconds.as_str()),
                ("lock_timeout", milliseconds.as_str()),
                ("idle_in_transaction_session_timeout", milliseconds.as_str()),
            ])
            .disable_statement_logging();
        // Without the limits of requests: a change of the schema may take its time.
        let mut connection = PgConnection::connect_with(&address.options).await?;
        migrations::run(&mut connection).await?;
        if is_under_way(&mut connection).await? {
            return Err(StoreError::Unavailable(UNFINISHED.into()));
        }
        connection.close().await?;
        // The server's own limit comes first, and says more.
        let patience = pool.patience + Duration::from_secs(1);
        let pool = PgPoolOptions::new()
            .max_connections(pool.connections)
            .acquire_timeout(pool.patience)
            .connect_with(options)
            .await?;
        Ok(Self::on(Database::Postgres { pool, patience }))
    }
}
