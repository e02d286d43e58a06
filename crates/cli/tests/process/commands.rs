//! The operators' commands, each the way there and back, beside a running server.

use serde_json::{Value, json};

use crate::support::{ACME, Home, PASSWORD, post};

fn members<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str().unwrap()).collect()
}

#[test]
fn organizations() {
    let home = Home::new();
    home.run(&["org", "add", "acme", "--title", "Acme Inc."]);
    let rows = home.rows(&["org", "list", "--json"]);
    assert_eq!(rows, [json!({ "name": "acme", "title": "Acme Inc." })]);
    let (code, complaint) = home.refused(&["org", "add", "acme", "--title", "Again"]);
    assert_eq!(
        (code, complaint.as_str()),
        (1, "crosspass: organization acme exists already\n")
    );
    home.run(&["org", "remove", "acme"]);
    assert!(home.rows(&["org", "list", "--json"]).is_empty());
    let (_, complaint) = home.refused(&["org", "remove", "acme"]);
    assert_eq!(
        complaint,
        "crosspass: there is no organization acme; no organization exists yet\n"
    );
}

#[test]
fn domains() {
    let home = Home::new();
    home.run(&["org", "add", "acme", "--title", "Acme"]);
    home.run(&[
        "domain",
        "add",
        "https://a.example",
        "--org",
        "acme",
        "--name",
        "A",
        "--external",
    ]);
    home.run(&["domain", "suspend", "https://a.example"]);
    let rows = home.rows(&["domain", "list", "--json"]);
    let expected = json!({ "origin": "https://a.example", "name": "A", "organization": "acme",
                           "trust": "external", "kind": "static", "suspended": true, "unproven": false });
    assert_eq!(rows, [expected]);
    home.run(&["domain", "resume", "https://a.example"]);
    assert_eq!(home.rows(&["domain", "list", "--json"])[0]["suspended"], false);
    let (_, complaint) = home.refused(&["org", "remove", "acme"]);
    assert!(
        complaint.contains("still has the domains https://a.example"),
        "{complaint}"
    );
    home.run(&["domain", "remove", "https://a.example"]);
    let (_, complaint) = home.refused(&[
        "domain",
        "add",
        "https://b.example",
        "--org",
        "nobody",
        "--name",
        "B",
    ]);
    assert!(
        complaint.contains("there is no organization nobody; there is: acme"),
        "{complaint}"
    );
}

#[test]
fn a_domain_with_a_backend_is_listed_as_one() {
    let home = Home::populated();
    let origin = "http://shop.localhost:9002";
    home.run(&[
        "domain",
        "add",
        origin,
        "--org",
        "acme",
        "--name",
        "B",
        "--backend",
    ]);
    let rows = home.rows(&["domain", "list", "--json"]);
    assert_eq!(members(&rows, "kind"), ["static", "backend"]);
    assert_eq!(members(&rows, "trust"), ["first-party", "first-party"]);
    let listed = home.run(&["domain", "list"]);
    let line = listed.lines().find(|line| line.contains(origin)).unwrap();
    assert!(line.contains("  backend  "), "{listed}");
    let added = home.rows(&["audit", "--json"]).pop().unwrap();
    assert_eq!(
        (&added["event"], &added["domain"]),
        (&json!("domain_add"), &json!(origin))
    );
}

#[test]
fn origins_that_are_no_domains() {
    let home = Home::new();
    home.run(&["org", "add", "acme", "--title", "Acme"]);
    for (issuer, origin, wrong) in [
        ("https://auth.example", "https://a.example/", "the host"),
        (
            "https://auth.example",
            "http://a.example",
            "http is for loopback only",
        ),
        (
            "https://auth.example",
            "https://auth.example",
            "the issuer's own origin",
        ),
        (
            "https://auth.example",
            "http://a.localhost:9001",
            "a loopback domain needs a loopback issuer",
        ),
        (
            "http://auth.localhost:9000",
            "https://a.example",
            "takes loopback domains only",
        ),
    ] {
        let add = [
            "domain", "add", origin, "--org", "acme", "--name", "A", "--issuer", issuer,
        ];
        let (code, complaint) = home.refused(&add);
        assert!(code == 2 && complaint.contains(wrong), "{origin}: {complaint}");
    }
    assert!(home.rows(&["domain", "list", "--json"]).is_empty());
}

#[test]
fn users_and_members() {
    let home = Home::populated();
    let server = home.serve();
    let sign_in = |password: &str| {
        let body = json!({ "login": "ada", "password": password });
        crate::support::ask(server.address(), &post("/api/sign-in", &body))
            .unwrap()
            .0
    };
    assert_eq!(members(&home.rows(&["user", "list", "--json"]), "login"), ["ada"]);
    assert_eq!(
        members(&home.rows(&["member", "list", "--json"]), "organization"),
        ["acme"]
    );
    assert_eq!(sign_in(PASSWORD), 200);
    home.run(&["user", "disable", "ada"]);
    assert_eq!(sign_in(PASSWORD), 401);
    home.run(&["user", "enable", "ada"]);
    home.run_with(&["user", "password", "ada", "--password-stdin"], "another\r\n");
    assert_eq!(sign_in(PASSWORD), 401);
    assert_eq!(sign_in("another"), 200);
    assert!(home.run(&["explain", "ada", ACME]).starts_with("allowed: ok"));
    home.run(&["member", "remove", "ada", "--org", "acme"]);
    assert!(
        home.run(&["explain", "ada", ACME])
            .starts_with("refused: not_a_member")
    );
    assert!(
        home.run(&["explain", "eve", ACME])
            .starts_with("refused: unknown_user")
    );
    assert!(
        home.run(&["explain", "ada", "https://a.example"])
            .starts_with("refused: unknown_domain")
    );
    home.run(&["user", "remove", "ada"]);
    assert!(home.rows(&["user", "list", "--json"]).is_empty());
}

#[test]
fn passwords_are_no_arguments() {
    let home = Home::new();
    let add = ["user", "add", "ada", "--name", "Ada", "--email", "a@example.com"];
    let (code, complaint) = home.refused(&[&add[..], &["--password", "secret"]].concat());
    assert!(
        code == 2 && complaint.contains("unexpected argument '--password'"),
        "{complaint}"
    );
    let (_, complaint) = home.refused(&add);
    assert!(complaint.contains("--password-stdin"), "{complaint}");
    let output = home.output(&[&add[..], &["--password-stdin"]].concat(), Some("\n"));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("1 to 1024 bytes")
    );
}

#[test]
fn keys() {
    let home = Home::new();
    let server = home.serve();
    let states = || members(&home.rows(&["key", "list", "--json"]), "state").join(" ");
    assert_eq!(states(), "active next");
    home.run(&["key", "rotate"]);
    assert_eq!(states(), "retiring active next");
    let kid = home.rows(&["key", "list", "--json"])[1]["kid"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(server.get("/.well-known/jwks.json").1.contains(&kid));
    home.run(&["key", "revoke", &kid]);
    assert_eq!(states(), "retiring revoked active next");
    assert!(!server.get("/.well-known/jwks.json").1.contains(&kid));
    for unknown in ["nothing", "-nothing"] {
        let (_, complaint) = home.refused(&["key", "revoke", unknown]);
        assert!(
            complaint.contains(&format!("there is no key {unknown}; there is:")),
            "{complaint}"
        );
    }
}

#[test]
fn every_change_is_in_the_audit_log() {
    let home = Home::populated();
    let rows = home.rows(&["audit", "--json"]);
    assert_eq!(
        members(&rows, "event"),
        ["org_add", "domain_add", "user_add", "member_add"]
    );
    assert_eq!(rows[1]["domain"], ACME);
    assert_eq!(rows[2]["login"], "ada");
    assert_eq!(home.rows(&["audit", "--json", "--limit", "1"]).len(), 1);
}

#[test]
fn described_as_json() {
    let described: Value = serde_json::from_str(&Home::new().run(&["describe"])).unwrap();
    let has = |list: &str, wanted: Value| described[list].as_array().unwrap().contains(&wanted);
    assert!(has("routes", json!({ "method": "POST", "path": "/api/redeem" })));
    assert!(has("routes", json!({ "method": "POST", "path": "/api/renew" })));
    assert!(has("codes", json!("token_used")));
    assert!(has("verbs", json!("domain add")) && has("verbs", json!("serve")));
    assert!(!has("verbs", json!("describe")));
}
