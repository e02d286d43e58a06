//! The schema's history, applied at start. A migration that was published is never edited.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqliteConnection};

use crate::store::StoreError;

const HISTORY: &[(i64, &str, &str)] = &[
    (
        1,
        "initial",
        include_str!("../../../migrations/sqlite/0001_initial.sql"),
    ),
    (
        2,
        "brands",
        include_str!("../../../migrations/sqlite/0002_brands.sql"),
    ),
    (
        3,
        "one user for a nonce",
        include_str!("../../../migrations/sqlite/0003_one_user_for_a_nonce.sql"),
    ),
    (
        4,
        "kinds of domains",
        include_str!("../../../migrations/sqlite/0004_kinds_of_domains.sql"),
    ),
    (
        5,
        "endings",
        include_str!("../../../migrations/sqlite/0005_endings.sql"),
    ),
    (
        6,
        "propagations",
        include_str!("../../../migrations/sqlite/0006_propagations.sql"),
    ),
    (
        7,
        "identity provider",
        include_str!("../../../migrations/sqlite/0007_identity_provider.sql"),
    ),
    (
        8,
        "reported stages",
        include_str!("../../../migrations/sqlite/0008_reported_stages.sql"),
    ),
    (
        9,
        "proofs of domains",
        include_str!("../../../migrations/sqlite/0009_proofs_of_domains.sql"),
    ),
    (
        10,
        "keys of sessions",
        include_str!("../../../migrations/sqlite/0010_keys_of_sessions.sql"),
    ),
    (
        11,
        "two databases",
        include_str!("../../../migrations/sqlite/0011_two_databases.sql"),
    ),
];

pub(in crate::store) async fn run(connection: &mut SqliteConnection) -> Result<(), StoreError> {
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
