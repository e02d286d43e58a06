//! Databases that an earlier version made: they open, and what they hold means what it meant.

use std::path::Path;

use crosspass_issuer::model::DomainKind;
use crosspass_issuer::store::Store;

use crosspass_protocol::Origin;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{SqlSafeStr, SqlitePool};

/// What the first databases were made by.
const FIRST: [&str; 2] = [
    include_str!("../../../issuer/migrations/sqlite/0001_initial.sql"),
    include_str!("../../../issuer/migrations/sqlite/0002_brands.sql"),
];

async fn pool(path: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    SqlitePool::connect_with(options).await.unwrap()
}

/// A database as the first version left it, with a domain.
async fn old(path: &Path) {
    let pool = pool(path).await;
    let migrations = FIRST.iter().zip(1..).map(|(&sql, version)| {
        let sql = sql.into_sql_str();
        Migration::new(version, "old".into(), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(migrations.collect());
    migrator.run(&pool).await.unwrap();
    for row in [
        "INSERT INTO organizations (name, title) VALUES ('acme', 'Acme')",
        "INSERT INTO domains (origin, name, organization, trust)
         VALUES ('https://app.example', 'App', 1, 'external')",
    ] {
        sqlx::query(row).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

#[tokio::test]
async fn its_domains_are_static() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    old(&path).await;
    let store = Store::open(&path).await.unwrap();
    let origin = Origin::parse("https://app.example").unwrap();
    assert_eq!(
        store.domain(&origin).await.unwrap().unwrap().kind,
        DomainKind::Static
    );
}

/// They go on, and each can be proven by a value of its own.
#[tokio::test]
async fn its_domains_need_no_proof_until_they_are_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    old(&path).await;
    let store = Store::open(&path).await.unwrap();
    let origin = Origin::parse("https://app.example").unwrap();
    let proof = store.domain_verification(&origin).await.unwrap().unwrap();
    assert!(!proof.unproven);
    assert_eq!(proof.value.len(), 32);
}

/// Each migration of the folder is run.
#[tokio::test]
async fn every_migration_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    old(&path).await;
    Store::open(&path).await.unwrap().close().await;
    let files = std::fs::read_dir(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../issuer/migrations/sqlite"
    ))
    .unwrap()
    .count();
    let run: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM _sqlx_migrations")
        .fetch_one(&pool(&path).await)
        .await
        .unwrap();
    assert_eq!(usize::try_from(run).unwrap(), files);
}
