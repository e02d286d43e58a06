//! TLS to PostgreSQL: the server checks whom it talks to, and never goes on without.

use crosspass_testkit::Postgres;
use rcgen::{CertificateParams, KeyPair};
use sqlx::Connection as _;

use crate::support::Home;

/// Self-signed for this name, as an operator makes one for a database of their own: the certificate and its key.
fn certificate(name: &str) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    (certificate.pem(), key.serialize_pem())
}

fn complaint(address: &str) -> String {
    let (code, complaint) = Home::in_database(address).refused(&["user", "list"]);
    assert_eq!(code, 1, "{complaint}");
    complaint
}

#[test]
fn a_verified_server_is_used_and_serves() {
    let (certificate, key) = certificate("localhost");
    let (postgres, port) = Postgres::on_a_port(Some((&certificate, &key)));
    let root = postgres.folder().join("certificate");
    let address = format!(
        "postgres://crosspass@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={}",
        root.display()
    );
    let home = Home::in_database(&address);
    home.populate();
    let server = home.serve();
    assert_eq!(server.get("/readyz").0, 200);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let are_all_tls: bool = runtime.block_on(async {
        let mut connection = sqlx::PgConnection::connect(&address).await.unwrap();
        sqlx::query_scalar(
            "SELECT bool_and(ssl) AND count(*) > 1 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
             WHERE client_port > 0",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap()
    });
    assert!(are_all_tls);
}

// attack: 78
#[test]
fn a_server_that_cannot_show_who_it_is_gets_nothing() {
    let (certificate, key) = certificate("db.example");
    let (server, port) = Postgres::on_a_port(Some((&certificate, &key)));
    let root = format!("&sslrootcert={}", server.folder().join("certificate").display());
    let at =
        |more: &str| format!("postgres://ada:hunter2@localhost:{port}/postgres?sslmode=verify-full{more}");
    for address in [at(""), at(&root)] {
        let said = complaint(&address);
        assert!(
            said.contains("certificate") && !said.contains("hunter2"),
            "{said}"
        );
    }
}

// attack: 78
#[test]
fn a_server_without_tls_gets_nothing_where_tls_is_asked_for() {
    let (_server, port) = Postgres::on_a_port(None);
    let said = complaint(&format!(
        "postgres://ada:hunter2@localhost:{port}/postgres?sslmode=verify-full"
    ));
    assert!(said.contains("TLS") && !said.contains("hunter2"), "{said}");
}
