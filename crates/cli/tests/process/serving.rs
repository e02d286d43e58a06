//! The server as a process: slow clients, long heads, a graceful end (77).

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crosspass_testkit::DatabaseKind;

use crate::support::{Home, PASSWORD, ask, post};

#[test]
fn ends_gracefully_on_sigterm_and_sigint() {
    for signal in ["-TERM", "-INT"] {
        let home = Home::populated();
        let mut server = home.serve();
        assert_eq!(server.get("/healthz").0, 200);
        server.signal(signal);
        server.line(|line| line["message"] == "stopped");
        assert!(server.child.wait().unwrap().success());
    }
}

/// A request that is running when the signal comes is answered.
#[test]
fn finishes_what_is_running() {
    let home = Home::populated();
    let mut server = home.serve();
    let request = post("/api/sign-in", &json!({ "login": "ada", "password": PASSWORD }));
    let (head, tail) = request.split_at(request.len() - 5);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // Once health answers on another connection, this one has been accepted before it.
    assert_eq!(server.get("/healthz").0, 200);
    server.signal("-TERM");
    stream.write_all(tail.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.line(|line| line["message"] == "stopped");
}

// attack: 77
#[test]
fn clients_that_say_nothing_keep_nobody_out() {
    let home = Home::populated();
    let server = home.serve();
    let silent: Vec<TcpStream> = (0..200)
        .map(|_| TcpStream::connect(server.address()).unwrap())
        .collect();
    for stream in &silent {
        let mut stream = stream;
        stream.write_all(b"GET / HTTP/1.1\r\nx-slow: ").unwrap();
    }
    assert_eq!(server.get("/healthz").0, 200);
}

// attack: 77
#[test]
fn a_head_without_end_is_refused() {
    let home = Home::populated();
    let server = home.serve();
    let endless = format!(
        "GET /healthz HTTP/1.1\r\nhost: a\r\nx-long: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    let answered = ask(server.address(), &endless).map(|(status, _)| status);
    assert!(answered.is_err() || answered.is_ok_and(|status| status == 431));
    assert_eq!(server.get("/healthz").0, 200);
}

// attack: 74
#[test]
fn a_database_that_is_locked_is_said_and_got_over() {
    let home = Home::on(DatabaseKind::Sqlite);
    home.populate();
    let server = home.serve();
    let sign_in = post("/api/sign-in", &json!({ "login": "ada", "password": PASSWORD }));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = format!("sqlite:{}", home.path("crosspass.db").display());
    let lock = runtime.block_on(async {
        let pool = sqlx::SqlitePool::connect(&address).await.unwrap();
        pool.begin_with("BEGIN IMMEDIATE").await.unwrap()
    });
    let (status, answer) = ask(server.address(), &sign_in).unwrap();
    assert!(
        status == 503 && answer.contains("temporarily_unavailable"),
        "{answer}"
    );
    assert!(answer.contains("retry-after: "));
    runtime.block_on(lock.rollback()).unwrap();
    assert_eq!(ask(server.address(), &sign_in).unwrap().0, 200);
}
