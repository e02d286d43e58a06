//! What is logged: one line a request, with the reference, without secrets (30).

use serde_json::json;

use crate::support::{ACME, Home, PASSWORD, ask, post};

// attack: 30
#[test]
fn one_line_a_request_without_secrets() {
    let home = Home::populated();
    let backend = "http://shop.localhost:9002";
    home.run(&[
        "domain",
        "add",
        backend,
        "--org",
        "acme",
        "--name",
        "B",
        "--backend",
    ]);
    let mut server = home.serve_with(&["--log", "trace"]);
    let nonce = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE";
    let body =
        json!({ "login": "ada", "password": PASSWORD, "audience": ACME, "nonce": nonce, "jkt": nonce });
    let (status, answer) = ask(server.address(), &post("/api/sign-in", &body)).unwrap();
    assert_eq!(status, 200);
    let cookie = answer
        .split_once("crosspass_issuer=")
        .unwrap()
        .1
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let tokens: serde_json::Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let reference = answer.split_once("crosspass-reference: ").unwrap().1;
    let reference = reference.lines().next().unwrap().to_owned();

    let line = server.line(|line| line["message"] == "request");
    assert_eq!(
        (
            &line["method"],
            &line["path"],
            &line["status"],
            &line["reference"]
        ),
        (
            &json!("POST"),
            &json!("/api/sign-in"),
            &json!(200),
            &json!(reference)
        )
    );
    assert!(line["micros"].as_u64().unwrap() > 0);

    server.get(&format!(
        "/sign-in?return_to={ACME}/secret-path&nonce={nonce}&jkt={nonce}"
    ));
    let line = server.line(|line| line["path"] == "/sign-in");
    assert_eq!(line["status"], 200);
    // The one address that carries something: the landing of a domain whose server takes the ticket.
    let visit = format!(
        "GET /sign-in?return_to={backend}/&nonce={nonce}&jkt={nonce} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         cookie: crosspass_issuer={cookie}\r\n\r\n"
    );
    let (status, redirect) = ask(server.address(), &visit).unwrap();
    assert_eq!(status, 303, "{redirect}");
    let (_, ticket) = redirect.split_once("/crosspass/session?ticket=").unwrap();
    let ticket = ticket.lines().next().unwrap();
    server.line(|line| line["status"] == 303);
    server.get("/nothing/secret-path");
    assert_eq!(server.line(|line| line["status"] == 404)["path"], "-");

    server.signal("-TERM");
    server.line(|line| line["message"] == "stopped");
    let logged = server.seen.join("\n");
    let token = tokens["token"].as_str().unwrap();
    for secret in [
        PASSWORD,
        cookie.as_str(),
        token,
        ticket,
        nonce,
        "secret-path",
        "argon2id",
    ] {
        assert!(!logged.contains(secret), "{secret} was logged");
    }
    let rows = home.rows(&["audit", "--json"]);
    assert!(
        rows.iter()
            .any(|row| row["reference"] == json!(reference) && row["event"] == "sign_in")
    );
}

#[test]
fn a_reported_failure_is_one_line() {
    let home = Home::populated();
    let mut server = home.serve();
    let body = json!({ "stage": "redeem", "code": "invalid_token", "reference": "abc" });
    assert_eq!(ask(server.address(), &post("/api/report", &body)).unwrap().0, 204);
    let line = server.line(|line| line["message"] == "handoff failed");
    assert_eq!(
        (&line["stage"], &line["code"], &line["about"]),
        (&json!("redeem"), &json!("invalid_token"), &json!("abc"))
    );
    for body in [
        json!({ "stage": "a\nb", "code": "network" }),
        json!({ "stage": "a", "code": "no such code" }),
        json!({ "stage": "a", "code": "network", "reference": "x".repeat(41) }),
        json!({ "stage": "a", "code": "network", "password": "x" }),
        json!({ "stage": "a", "code": "network", "audience": "nowhere" }),
    ] {
        assert_eq!(ask(server.address(), &post("/api/report", &body)).unwrap().0, 400);
    }
}
