//! PostgreSQL: connecting, and what differs from SQLite.

mod migrations;

use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::transact::Database;
use super::{Store, StoreError};

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Connects, and brings the schema up to date.
    pub async fn connect(address: &str, connections: u32) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(address)?
            .statement_cache_capacity(256)
            .options([
                ("statement_timeout", "10s"),
                ("lock_timeout", "5s"),
                ("idle_in_transaction_session_timeout", "10s"),
            ])
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        migrations::run(&pool).await?;
        Ok(Self::on(Database::Postgres(pool)))
    }
}
