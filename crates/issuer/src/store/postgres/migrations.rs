//! PostgreSQL's schema and its history, applied at start under an advisory lock. A migration that was published is never
//! edited.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{PgConnection, SqlSafeStr};

use crate::store::StoreError;

const HISTORY: &[(i64, &str, &str)] = &[(
    1,
    "initial",
    include_str!("../../../migrations/postgres/0001_initial.sql"),
)];

pub(in crate::store) async fn run(connection: &mut PgConnection) -> Result<(), StoreError> {
    let migrations = HISTORY.iter().map(|&(version, name, sql)| {
        Migration::new(
            version,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
        .run(connection)
        .await
        .map_err(|error| StoreError::Unavailable(error.into()))
}
