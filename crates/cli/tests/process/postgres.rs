//! The server on PostgreSQL: where it is said to be, who else serves it, and what happens while it is away (74, 78).

use std::process::Command;

use crosspass_testkit::{DatabaseKind, Postgres};
use serde_json::json;

use crate::support::{Home, ISSUER, PASSWORD, Server, ask, post};

fn sign_in(server: &Server) -> (u16, String) {
    let body = json!({ "login": "ada", "password": PASSWORD });
    ask(server.address(), &post("/api/sign-in", &body)).unwrap()
}

fn home() -> Home {
    let home = Home::on(DatabaseKind::Postgres);
    home.populate();
    home
}

#[test]
fn a_second_process_does_not_serve_the_same_database() {
    let home = home();
    let server = home.serve();
    let (code, complaint) = home.refused(&[
        "serve",
        "--issuer",
        ISSUER,
        "--listen",
        "127.0.0.1:0",
        "--pages",
        "pages",
    ]);
    assert_eq!(code, 1, "{complaint}");
    assert!(
        complaint.contains("another process serves this database"),
        "{complaint}"
    );
    // Operators' commands work beside it, and the next process serves once the first is gone.
    home.run(&["user", "list"]);
    assert_eq!(sign_in(&server).0, 200);
    server.kill();
    assert_eq!(sign_in(&home.serve()).0, 200);
}

#[test]
fn the_address_is_taken_from_a_file() {
    let home = home();
    let address = home.database.as_ref().unwrap().setting();
    std::fs::write(home.path("address"), format!("{address}\n")).unwrap();
    let mut command = home.command();
    command
        .env_remove("CROSSPASS_DATABASE")
        .env("CROSSPASS_DATABASE_FILE", "address")
        .args(["user", "list"]);
    let output = command.output().unwrap();
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("ada"),
        "{output:?}"
    );
}

fn complaint(home: &Home, environment: &[(&str, &str)]) -> String {
    let mut command = home.command();
    command.envs(environment.iter().copied()).args(["user", "list"]);
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(
        !complaint.contains("hunter2") && !complaint.contains("panicked"),
        "{complaint}"
    );
    complaint
}

// attack: 78
#[test]
fn what_is_wrong_with_an_address_is_said_without_the_password() {
    let home = Home::on(DatabaseKind::Sqlite);
    for (address, part) in [
        ("mysql://ada:hunter2@db.example/crosspass", "its scheme is mysql"),
        ("postgres://ada:hunter2@db.example", "it names no database"),
        (
            "postgres://ada:hunter2@db.example/x?sslmode=require",
            "sslmode is require",
        ),
        ("postgres://ada:hunter2@127.0.0.1:1/crosspass", "out of reach"),
        (
            "postgres://ada:hunter2@[::1/crosspass",
            "no address of a PostgreSQL database",
        ),
    ] {
        let said = complaint(&home, &[("CROSSPASS_DATABASE", address)]);
        assert!(said.contains(part), "{address}: {said}");
    }
    let said = complaint(
        &home,
        &[
            ("CROSSPASS_DATABASE", "x.db"),
            ("CROSSPASS_DATABASE_FILE", "file"),
        ],
    );
    assert!(
        said.contains("database_file: is given, and database as well"),
        "{said}"
    );
    let said = complaint(&home, &[("CROSSPASS_DATABASE_FILE", "nowhere")]);
    assert!(
        said.contains("database_file") && said.contains("nowhere"),
        "{said}"
    );
}

/// Refused for now: code, when to try again, no session; the process lives.
fn is_out_of_reach(server: &Server) {
    let (status, answer) = sign_in(server);
    assert!(
        status == 503 && answer.contains("temporarily_unavailable") && answer.contains("retry-after: "),
        "{answer}"
    );
    assert!(!answer.contains("set-cookie"), "{answer}");
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/readyz").0, 503);
}

// attack: 74
#[test]
fn a_server_that_hangs_is_said_and_got_over() {
    let postgres = Postgres::start();
    let home = Home::in_database(&postgres.address("postgres"));
    home.populate();
    let server = home.serve();
    assert_eq!(sign_in(&server).0, 200);
    let signal = |signal: &str| {
        let pids = std::fs::read_to_string(postgres.folder().join("data/postmaster.pid")).unwrap();
        let pid = pids.lines().next().unwrap().to_owned();
        for (program, arguments) in [("kill", vec![signal, &pid]), ("pkill", vec![signal, "-P", &pid])] {
            let status = Command::new(program).args(arguments).status().unwrap();
            assert!(status.success());
        }
    };
    // Every process that answers is stopped, as by a disk that does not.
    signal("-STOP");
    is_out_of_reach(&server);
    signal("-CONT");
    assert_eq!(sign_in(&server).0, 200);
    assert_eq!(server.get("/readyz").0, 200);
}

// attack: 74
#[test]
fn a_row_that_is_locked_is_said_and_got_over() {
    let home = home();
    let server = home.serve();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = home.database.as_ref().unwrap().setting();
    let mut holder = runtime.block_on(async {
        use sqlx::Connection as _;
        let mut holder = sqlx::PgConnection::connect(&address).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT 1 FROM users FOR UPDATE")
            .execute(&mut holder)
            .await
            .unwrap();
        holder
    });
    let (status, answer) = sign_in(&server);
    assert!(
        status == 503 && answer.contains("temporarily_unavailable"),
        "{answer}"
    );
    runtime.block_on(async { sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap() });
    assert_eq!(sign_in(&server).0, 200);
}

#[test]
fn a_file_is_moved_with_all_who_are_signed_in() {
    let home = Home::on(DatabaseKind::Sqlite);
    home.populate();
    let server = home.serve();
    assert_eq!(sign_in(&server).0, 200);
    let target = Home::on(DatabaseKind::Postgres);
    let address = target.database.as_ref().unwrap().setting();
    std::fs::write(home.path("address"), format!("{address}\n")).unwrap();
    let migrate = ["migrate-store", "--to-file", "address"];
    let (code, complaint) = home.refused(&migrate);
    assert!(
        code == 1 && complaint.contains("crosspass.db is in use: stop crosspass serve"),
        "{complaint}"
    );
    server.kill();
    let said = home.output(&migrate, None);
    let (told, progress) = (
        String::from_utf8(said.stdout).unwrap(),
        String::from_utf8(said.stderr).unwrap(),
    );
    assert!(said.status.success(), "{progress}");
    assert!(told.contains("moved ") && told.contains("set database"), "{told}");
    assert!(progress.contains("users: 1 of 1\n"), "{progress}");
    for list in [
        ["session", "list", "--json"],
        ["key", "list", "--json"],
        ["domain", "list", "--json"],
    ] {
        assert!(!home.rows(&list).is_empty(), "{list:?}");
        assert_eq!(home.rows(&list), target.rows(&list), "{list:?}");
    }
    assert_eq!(sign_in(&target.serve()).0, 200);
    let (code, complaint) = home.refused(&migrate);
    assert!(code == 1 && complaint.contains("is not empty"), "{complaint}");
}

// attack: 78
#[test]
fn where_a_file_is_to_be_moved_to_is_said_without_the_password() {
    let home = Home::on(DatabaseKind::Sqlite);
    home.populate();
    for (to, part) in [
        ("postgres://ada:hunter2@db.example", "--to: it names no database"),
        ("hunter2.db", "--to: it is no address of a PostgreSQL database"),
        ("postgres://ada:hunter2@127.0.0.1:1/crosspass", "out of reach"),
    ] {
        let (code, complaint) = home.refused(&["migrate-store", "--to", to]);
        assert!(
            code == 1 && complaint.contains(part) && !complaint.contains("hunter2"),
            "{complaint}"
        );
    }
    let on_postgres = Home::on(DatabaseKind::Postgres);
    let (code, complaint) = on_postgres.refused(&["migrate-store", "--to", "postgres://localhost/x"]);
    assert!(
        code == 1 && complaint.contains("name the SQLite file"),
        "{complaint}"
    );
}
