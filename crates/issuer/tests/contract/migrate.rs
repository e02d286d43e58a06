//! What moves a SQLite file to PostgreSQL: whole, comparing, from where it was interrupted, and past nobody.

use std::sync::Arc;
use std::time::Duration;

use crosspass_issuer::store::{
    DatabaseAddress, MigrateError, MigrateProgress, PostgresAddress, migrate_store,
};
use crosspass_protocol::Timestamp;
use crosspass_testkit::{Database, DatabaseKind};
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::Notify;

use crate::scene::user;
use crate::values::context;

/// Rows of the audit log: several batches.
const ROWS: usize = 1300;

/// A row in each table, and each kind of value: NULL, bytes, yes and no, letters of several alphabets.
const FILLED: &str = "
    INSERT INTO instance VALUES (1, 'https://auth.example', 'example');
    INSERT INTO organizations VALUES (7, 'acme', 'Acmé 😀');
    INSERT INTO domains VALUES (3, 'https://a.example', 'A', 7, 'external', 0, 'backend', 'x', 1, NULL, 4, 0);
    INSERT INTO users VALUES (9, 'sub', 'zoë', 'Zoë', 'z@example', '', 1, 'identity');
    INSERT INTO users VALUES (12, 'sub-2', 'eve', 'Eve', 'e@example', 'hash', 0, NULL);
    INSERT INTO members VALUES (7, 9), (7, 12);
    INSERT INTO consents VALUES (9, 3, 5);
    INSERT INTO sessions VALUES (4, 'sid', zeroblob(32), 9, 1, 2, NULL, randomblob(32), 'at-provider');
    INSERT INTO handoffs VALUES (8, 'grant', 4, 3, 'popup', 'nonce', 'jkt', 1, 2, 'token', NULL, 9, 1);
    INSERT INTO nonces VALUES (3, 'nonce', 9, 4);
    INSERT INTO proofs VALUES ('proof', 100), ('Proof', 100), ('_', 1);
    INSERT INTO signing_keys VALUES (2, 'kid', 'active', randomblob(40), 1, 1, NULL);
    INSERT INTO audit_segments VALUES (1, 1, 2, 3, zeroblob(32), randomblob(32));
    INSERT INTO audit_digests VALUES (1, randomblob(16), randomblob(32));
    INSERT INTO brands VALUES (7, 'logo', randomblob(6000), '#fff', NULL, NULL, 'de', '{}');
    INSERT INTO endings VALUES (5, 'sid', 'sub', 'https://a.example', 'backend', 'signed_out', 1, 2, 'pending', NULL, 1, 3, 'gone', NULL);
    INSERT INTO propagations VALUES (6, 'public', 4, NULL, 0, 1);
    INSERT INTO hops VALUES (6, 0, 'https://a.example', 'A', 'skipped', 'x', 0, NULL, 1), (6, 1, 'https://b.example', 'B', 'pending', NULL, 0, NULL, NULL);
    INSERT INTO attempts VALUES ('state', zeroblob(32), NULL, NULL, NULL, NULL, 1, 'sign_in', NULL);
    INSERT INTO provider_endings VALUES ('at-provider', 1, 0);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
    INSERT INTO audit (at, event, outcome, reason, login, times) SELECT i, 'mint', 'allowed', 'ok', 'zoë', 1 FROM n;
";

async fn file() -> Database {
    let database = Database::of(DatabaseKind::Sqlite).await;
    database.open().await.close().await;
    let mut connection = SqliteConnection::connect(&database.setting()).await.unwrap();
    sqlx::raw_sql(FILLED).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    database
}

fn address(database: &Database) -> PostgresAddress {
    match DatabaseAddress::parse(&database.setting()).unwrap() {
        DatabaseAddress::Postgres(address) => *address,
        DatabaseAddress::Sqlite(path) => panic!("{} is a file", path.display()),
    }
}

async fn moved(
    from: &Database,
    to: &Database,
    progress: impl FnMut(MigrateProgress),
) -> Result<u64, MigrateError> {
    let now = Timestamp::from_seconds(1_000);
    migrate_store(&from.file(), &address(to), now, progress).await
}

async fn tables(file: &Database) -> Vec<String> {
    let mut connection = SqliteConnection::connect(&file.setting()).await.unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx%'";
    let rows = sqlx::query(tables).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn count(database: &Database, table: &str) -> usize {
    let count = database.ask(&format!("SELECT count(*) FROM {table}")).await;
    count.unwrap().parse().unwrap()
}

/// Each table of the file, also one that a later migration adds, has all its rows and all its columns there.
async fn is_whole(from: &Database, to: &Database) {
    for table in tables(from).await {
        let rows = count(from, &table).await;
        assert!(rows > 0, "{table} has no row to be moved");
        assert_eq!(count(to, &table).await, rows, "{table}");
        let here = format!("SELECT count(*) FROM pragma_table_info('{table}')");
        let there = format!(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
        );
        assert_eq!(from.ask(&here).await, to.ask(&there).await, "{table}");
    }
}

#[tokio::test]
async fn moves_every_row_of_every_table() {
    let (from, to) = (file().await, Database::of(DatabaseKind::Postgres).await);
    let mut seen = Vec::new();
    let rows = moved(&from, &to, |progress| seen.push(progress)).await.unwrap();
    is_whole(&from, &to).await;
    let mut sum = 0;
    for table in tables(&from).await {
        sum += count(&from, &table).await;
    }
    assert_eq!(usize::try_from(rows).unwrap(), sum);
    let audit: Vec<_> = seen.iter().filter(|seen| seen.table == "audit").collect();
    assert_eq!(
        audit.iter().map(|seen| seen.done).collect::<Vec<_>>(),
        [0, 500, 1000, 1300]
    );
    let value = "SELECT title || (SELECT name FROM users WHERE id = 9 AND disabled) FROM organizations";
    assert_eq!(to.ask(value).await.unwrap(), "Acmé 😀Zoë");
    // Numbers of rows go on where they were.
    to.open().await.add_user(&user("new"), &context(0)).await.unwrap();
    assert_eq!(
        to.ask("SELECT id FROM users WHERE login = 'new'").await.unwrap(),
        "13"
    );
}

/// Moves until the audit log has been begun, as a process that is killed then.
async fn interrupted(from: &Database, to: &Database) {
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let all = moved(from, to, move |progress| {
        if progress.table == "audit" && progress.done == 500 {
            tell.notify_one();
        }
    });
    tokio::select! {
        biased;
        () = begun.notified() => {}
        done = all => panic!("it was not interrupted: {done:?}"),
    }
    let rows = count(to, "audit").await;
    assert!((500..ROWS).contains(&rows), "{rows}");
}

async fn refusal(to: &Database) -> String {
    let DatabaseAddress::Postgres(address) = DatabaseAddress::parse(&to.setting()).unwrap() else {
        panic!("it is no PostgreSQL database");
    };
    let error = crosspass_issuer::store::Store::connect(&address, Default::default())
        .await
        .unwrap_err();
    std::error::Error::source(&error).unwrap().to_string()
}

#[tokio::test]
async fn goes_on_where_it_was_interrupted_and_nobody_serves_half_of_it() {
    let (from, to) = (file().await, Database::of(DatabaseKind::Postgres).await);
    interrupted(&from, &to).await;
    assert!(refusal(&to).await.contains("not at its end"));
    let mut first = None;
    moved(&from, &to, |progress| {
        if progress.table == "audit" {
            first.get_or_insert(progress.done);
        }
    })
    .await
    .unwrap();
    assert!(first.unwrap() >= 500, "{first:?}");
    is_whole(&from, &to).await;
    to.open().await;
}

#[tokio::test]
async fn what_changed_since_it_began_is_found() {
    for (is_in_file, change) in [
        (true, "UPDATE users SET name = 'Mallory' WHERE id = 12"),
        (false, "UPDATE users SET name = 'Mallory' WHERE id = 12"),
        (true, "UPDATE sessions SET ended_at = 5"),
        (false, "DELETE FROM consents"),
    ] {
        let (from, to) = (file().await, Database::of(DatabaseKind::Postgres).await);
        interrupted(&from, &to).await;
        let changed = if is_in_file { &from } else { &to };
        changed.ask(change).await;
        let done = moved(&from, &to, |_| {}).await;
        if change.starts_with("DELETE") {
            // A row that went from the end of a table is copied again.
            done.unwrap();
            is_whole(&from, &to).await;
        } else {
            let error = done.unwrap_err();
            assert!(matches!(error, MigrateError::Differs { .. }), "{change}: {error}");
            assert!(refusal(&to).await.contains("not at its end"));
        }
    }
}

#[tokio::test]
async fn a_database_in_use_is_not_moved() {
    let (from, to) = (file().await, Database::of(DatabaseKind::Postgres).await);
    let serving = from.open().await;
    let error = moved(&from, &to, |_| {}).await.unwrap_err();
    assert!(matches!(error, MigrateError::SourceInUse(_)), "{error}");
    serving.close().await;

    let served = to.open().await;
    let lock = served.serve_alone().await.unwrap();
    let error = moved(&from, &to, |_| {}).await.unwrap_err();
    assert!(matches!(error, MigrateError::TargetInUse), "{error}");
    drop(lock);

    served.add_user(&user("new"), &context(0)).await.unwrap();
    let error = moved(&from, &to, |_| {}).await.unwrap_err();
    assert!(matches!(error, MigrateError::TargetNotEmpty("users")), "{error}");
    assert_eq!(count(&to, "users").await, 1);

    let nowhere = from.file().with_file_name("nowhere.db");
    let error = migrate_store(&nowhere, &address(&to), Timestamp::from_seconds(1), |_| {})
        .await
        .unwrap_err();
    assert!(matches!(error, MigrateError::NoSource(_)), "{error}");
    assert!(!nowhere.exists());
}

#[tokio::test]
async fn nobody_opens_the_file_meanwhile() {
    let (from, to) = (file().await, Database::of(DatabaseKind::Postgres).await);
    let mut refused = None;
    moved(&from, &to, |progress| {
        if progress.table == "audit" && progress.done == 500 {
            let path = from.file();
            // On a thread of its own: the move waits for it.
            let opened = std::thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(async {
                    let options = sqlx::sqlite::SqliteConnectOptions::new()
                        .filename(path)
                        .busy_timeout(Duration::from_millis(1));
                    let mut connection = SqliteConnection::connect_with(&options).await?;
                    sqlx::query("UPDATE users SET disabled = 0")
                        .execute(&mut connection)
                        .await
                })
            });
            refused = Some(opened.join().unwrap().is_err());
        }
    })
    .await
    .unwrap();
    assert_eq!(refused, Some(true));
}
