//! A fresh database for each test, of the kind that the environment names.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use crosspass_issuer::store::{PoolSettings, PostgresAddress, Store};
use sqlx::{Connection, PgConnection, Row, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::Postgres;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// What `CROSSPASS_TEST_DATABASE` names; SQLite where it names none.
    pub fn of_this_run() -> Self {
        match std::env::var("CROSSPASS_TEST_DATABASE").as_deref() {
            Ok("postgres") => Self::Postgres,
            Ok("sqlite") | Err(_) => Self::Sqlite,
            Ok(other) => panic!("CROSSPASS_TEST_DATABASE is {other:?}; expected sqlite or postgres"),
        }
    }
}

/// A database that is empty but for its schema. It goes when it is dropped, or with the process.
#[derive(Debug)]
pub struct Database {
    place: Place,
}

#[derive(Debug)]
enum Place {
    Sqlite(TempDir),
    File(PathBuf),
    Postgres(String),
}

/// One at a time: `CREATE DATABASE` wants nobody connected to the template.
static TEMPLATE: Mutex<bool> = Mutex::const_new(false);
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// One of the kind of this run.
    pub async fn new() -> Self {
        Self::of(Kind::of_this_run()).await
    }

    /// One of this kind.
    pub async fn of(kind: Kind) -> Self {
        let place = match kind {
            Kind::Sqlite => Place::Sqlite(tempfile::tempdir().unwrap()),
            Kind::Postgres => Place::Postgres(fresh().await),
        };
        Self { place }
    }

    /// One in a SQLite file of somebody else's.
    pub fn in_file(path: PathBuf) -> Self {
        Self {
            place: Place::File(path),
        }
    }

    /// One on a PostgreSQL of somebody else's.
    pub fn at(address: &str) -> Self {
        Self {
            place: Place::Postgres(address.to_owned()),
        }
    }

    /// Opens it, as a process does when it starts.
    pub async fn open(&self) -> Store {
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => Store::open(&self.file()).await.unwrap(),
            Place::Postgres(address) => connect(address, 8).await,
        }
    }

    /// The setting `database` of a process that is to use it.
    pub fn setting(&self) -> String {
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => self.file().to_str().unwrap().to_owned(),
            Place::Postgres(address) => address.clone(),
        }
    }

    /// The file, for tests of SQLite alone.
    pub fn file(&self) -> PathBuf {
        match &self.place {
            Place::Sqlite(folder) => folder.path().join("crosspass.db"),
            Place::File(path) => path.clone(),
            Place::Postgres(address) => panic!("{address} is no file"),
        }
    }

    /// Whether the database refuses a statement.
    pub async fn refuses(&self, statement: &str) -> bool {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.setting()).await.unwrap();
                sqlx::query(statement).execute(&mut connection).await.is_err()
            }
            Place::Postgres(address) => {
                let mut connection = PgConnection::connect(address).await.unwrap();
                sqlx::query(statement).execute(&mut connection).await.is_err()
            }
        }
    }

    /// Runs a statement past the checks of a table, as somebody with the database in hand can.
    pub async fn damage(&self, table: &str, statement: &str) {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.setting()).await.unwrap();
                sqlx::query("PRAGMA ignore_check_constraints = ON")
                    .execute(&mut connection)
                    .await
                    .unwrap();
                sqlx::query(statement).execute(&mut connection).await.unwrap();
            }
            Place::Postgres(address) => {
                let mut connection = PgConnection::connect(address).await.unwrap();
                let checks = sqlx::query(
                    "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::text::regclass",
                )
                .bind(table)
                .fetch_all(&mut connection)
                .await
                .unwrap();
                for check in checks {
                    let name: String = check.get(0);
                    let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
                    run(&mut connection, drop).await;
                }
                sqlx::query(statement).execute(&mut connection).await.unwrap();
            }
        }
    }

    /// Every row of every table, as text and in one order.
    pub async fn rows(&self) -> Vec<String> {
        let mut all = match &self.place {
            Place::Sqlite(_) | Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.setting()).await.unwrap();
                let tables =
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
                let mut rows = Vec::new();
                for table in sqlx::query(tables).fetch_all(&mut connection).await.unwrap() {
                    let table: String = table.get(0);
                    let columns = format!(
                        "SELECT group_concat('quote(' || name || ')', ' || ') FROM pragma_table_info('{table}')"
                    );
                    let columns = sqlx::query(sqlx::AssertSqlSafe(columns))
                        .fetch_one(&mut connection)
                        .await
                        .unwrap();
                    let columns: String = columns.get(0);
                    let select = sqlx::AssertSqlSafe(format!("SELECT {columns} FROM {table}"));
                    let found = sqlx::query(select).fetch_all(&mut connection).await.unwrap();
                    rows.extend(
                        found
                            .iter()
                            .map(|row| format!("{table}: {}", row.get::<String, _>(0))),
                    );
                }
                rows
            }
            Place::Postgres(address) => {
                let mut connection = PgConnection::connect(address).await.unwrap();
                let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
                let mut rows = Vec::new();
                for table in sqlx::query(tables).fetch_all(&mut connection).await.unwrap() {
                    let table: String = table.get(0);
                    let select = sqlx::AssertSqlSafe(format!("SELECT t::text FROM {table} t"));
                    let found = sqlx::query(select).fetch_all(&mut connection).await.unwrap();
                    rows.extend(
                        found
                            .iter()
                            .map(|row| format!("{table}: {}", row.get::<String, _>(0))),
                    );
                }
                rows
            }
        };
        all.sort();
        all
    }

    /// One byte, as a statement has it.
    pub fn a_byte(&self) -> &'static str {
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => "x'00'",
            Place::Postgres(_) => r"'\x00'::bytea",
        }
    }

    /// All that it holds, as bytes: the file and its log, or every row as text.
    pub async fn content(&self) -> Vec<u8> {
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => ["", "-wal"]
                .iter()
                .filter_map(|end| std::fs::read(format!("{}{end}", self.file().display())).ok())
                .collect::<Vec<_>>()
                .concat(),
            Place::Postgres(address) => {
                let mut connection = PgConnection::connect(address).await.unwrap();
                let row = sqlx::query("SELECT database_to_xml(true, false, '')::text")
                    .fetch_one(&mut connection)
                    .await
                    .unwrap();
                row.get::<String, _>(0).into_bytes()
            }
        }
    }

    /// Runs a statement past the store, and gives the first column of the first row as text, if there is a row.
    pub async fn ask(&self, statement: &str) -> Option<String> {
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        match &self.place {
            Place::Sqlite(_) | Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.setting()).await.unwrap();
                let row = sqlx::query(statement)
                    .fetch_optional(&mut connection)
                    .await
                    .unwrap();
                row.map(|row| {
                    row.try_get::<String, _>(0)
                        .unwrap_or_else(|_| row.get::<i64, _>(0).to_string())
                })
            }
            Place::Postgres(address) => {
                let mut connection = PgConnection::connect(address).await.unwrap();
                let row = sqlx::query(statement)
                    .fetch_optional(&mut connection)
                    .await
                    .unwrap();
                row.map(|row| {
                    row.try_get::<String, _>(0)
                        .unwrap_or_else(|_| row.get::<i64, _>(0).to_string())
                })
            }
        }
    }
}

async fn connect(address: &str, connections: u32) -> Store {
    let pool = PoolSettings {
        connections,
        ..PoolSettings::default()
    };
    let address = PostgresAddress::parse(address).unwrap();
    Store::connect(&address, pool).await.unwrap()
}

async fn fresh() -> String {
    let server = Postgres::of_this_process();
    let mut is_made = TEMPLATE.lock().await;
    let mut maintenance = PgConnection::connect(&server.address("postgres")).await.unwrap();
    if !*is_made {
        run(&mut maintenance, "CREATE DATABASE blank".to_owned()).await;
        connect(&server.address("blank"), 2).await.close().await;
        *is_made = true;
    }
    drop(is_made);
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let statement = format!("CREATE DATABASE {name} TEMPLATE blank STRATEGY file_copy");
    run(&mut maintenance, statement).await;
    server.address(&name)
}

async fn run(connection: &mut PgConnection, statement: String) {
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .execute(connection)
        .await
        .unwrap();
}
