//! `crosspass gate`: what it refuses to start with, whom it believes on a real connection, and how it ends.

use std::process::Stdio;

use crate::support::{Home, ISSUER, Server, ask};

const SHOP: &str = "http://shop.localhost:9005";

fn refused(arguments: &[&str]) -> String {
    let home = Home::new();
    let usual = ["gate", "--listen", "127.0.0.1:0"];
    let (code, complaint) = home.refused(&[&usual, arguments].concat());
    assert_eq!(code, 2, "{complaint}");
    assert!(!home.path("gate.key").exists(), "something was begun");
    complaint
}

#[track_caller]
fn says(complaint: &str, parts: &[&str]) {
    for part in parts {
        assert!(complaint.contains(part), "{part:?} is not in: {complaint}");
    }
}

// attack: 78
#[test]
fn everything_that_is_missing_at_once() {
    let complaint = refused(&[]);
    says(
        &complaint,
        &[
            "issuer: is missing",
            "gate.key_file: is missing",
            "CROSSPASS_GATE_KEY_FILE or with --key-file",
            "gate.origin: is missing",
            "--origin, or a file of them with --origins",
        ],
    );
}

// attack: 78
#[test]
fn values_that_are_none() {
    let issuer = ["--issuer", ISSUER, "--key-file", "gate.key"];
    for (further, parts) in [
        (
            ["--origin", "shop.example.com"],
            ["gate.origin", "\"shop.example.com\"", "the flag --origin"],
        ),
        (
            ["--origins", "nowhere.txt"],
            ["gate.origins", "No such file", "one exact origin a line"],
        ),
        (["--origin", ISSUER], ["origins", ISSUER, "no domain of its own"]),
        (
            ["--origin", "https://shop.example.com"],
            ["origins", "do not fit", "both on loopback"],
        ),
    ] {
        says(&refused(&[&issuer[..], &further].concat()), &parts);
    }
    let proxy = ["--origin", SHOP, "--proxy", "proxy.example.com"];
    says(
        &refused(&[&issuer[..], &proxy].concat()),
        &["gate.proxy", "neither an address nor a network", "10.0.0.0/8"],
    );
    let key = [
        "--issuer",
        ISSUER,
        "--origin",
        SHOP,
        "--key-file",
        "nowhere/gate.key",
    ];
    says(
        &refused(&key),
        &["key_file", "nowhere/gate.key", "its folder must be there"],
    );
}

#[test]
fn a_line_of_a_file_is_named() {
    let home = Home::new();
    std::fs::write(
        home.path("origins.txt"),
        "# shops\n\nhttp://a.localhost:1\nb.localhost\n",
    )
    .unwrap();
    let gate = [
        "gate",
        "--issuer",
        ISSUER,
        "--key-file",
        "gate.key",
        "--origins",
        "origins.txt",
    ];
    let (code, complaint) = home.refused(&gate);
    assert_eq!(code, 2);
    says(&complaint, &["gate.origins", "line 4", "\"b.localhost\""]);
    std::fs::write(home.path("origins.txt"), "# none\n").unwrap();
    says(&home.refused(&gate).1, &["gate.origins", "no origin is in it"]);
}

// attack: 45
#[test]
fn callers_that_stand_for_many_and_cookies_for_nobody() {
    let usual = ["--issuer", ISSUER, "--key-file", "gate.key", "--origin", SHOP];
    let page = "http://pages.localhost:1";
    for (further, parts) in [
        (
            &["--caller", "*"][..],
            ["gate.caller", "\"*\"", "act for whoever is signed in"],
        ),
        (
            &["--caller", "http://*.localhost:1"],
            ["gate.caller", "act for whoever is signed in", "the flag --caller"],
        ),
        (
            &["--caller", page, "--cross-site-cookies", "all"],
            ["gate.cross_site_cookies", "no such kind", "partitioned or shared"],
        ),
        (
            &["--cross-site-cookies", "shared"],
            ["gate.cross_site_cookies", "without gate.caller", "--caller"],
        ),
        (
            &["--caller", "https://pages.example.com"],
            ["https://pages.example.com", "do not fit", "both on loopback"],
        ),
    ] {
        says(&refused(&[&usual[..], further].concat()), &parts);
    }
    let home = Home::new();
    let gate = [
        "gate",
        "--issuer",
        ISSUER,
        "--key-file",
        "gate.key",
        "--origins",
        "origins.txt",
    ];
    for (line, parts) in [
        (" callers=*", ["line 1: callers", "act for whoever is signed in"]),
        (" cookies=shared", ["line 1: cookies", "no callers="]),
        (
            " callers=http://a.localhost:1 cookies=every",
            ["line 1: cookies", "no such kind"],
        ),
        (
            " caller=http://a.localhost:1",
            ["line 1: \"caller=", "callers=ORIGIN,ORIGIN"],
        ),
        (" paths=/api/", ["line 1: paths", "no callers="]),
        (
            " callers=http://a.localhost:1 paths=/api/,/a/..;/",
            ["line 1: paths", "every reader reads alike"],
        ),
        (
            " callers=http://a.localhost:1 callers=http://b.localhost:1",
            ["line 1", "each once"],
        ),
    ] {
        std::fs::write(home.path("origins.txt"), format!("{SHOP}{line}\n")).unwrap();
        says(&home.refused(&gate).1, &parts);
    }
    let flags = [
        "gate",
        "--issuer",
        ISSUER,
        "--key-file",
        "gate.key",
        "--origin",
        SHOP,
    ];
    let (_, complaint) = home.refused(&[&flags[..], &["--caller-path", "/api/"]].concat());
    says(
        &complaint,
        &["gate.caller_path", "without gate.caller", "--caller"],
    );
    let (_, complaint) = home.refused(&[&flags[..], &["--caller", page, "--caller-path", "/api"]].concat());
    says(
        &complaint,
        &["gate.caller_path", "\"/api\"", "begin and end with a slash"],
    );
    std::fs::write(home.path("origins.txt"), format!("{SHOP}\n")).unwrap();
    let (_, complaint) = home.refused(&[&gate[..], &["--caller", page]].concat());
    says(
        &complaint,
        &["gate.caller", "without gate.origin", "callers=ORIGIN,ORIGIN"],
    );
}

// attack: 44
#[test]
fn each_line_of_a_file_has_its_own_callers() {
    let home = Home::new();
    let lines = "http://a.localhost:1 callers=http://pages.localhost:1,http://more.localhost:1 cookies=partitioned\n\
                 http://b.localhost:1 callers=http://more.localhost:1\nhttp://c.localhost:1\n";
    std::fs::write(home.path("origins.txt"), lines).unwrap();
    let mut command = home.command();
    command.args([
        "gate",
        "--issuer",
        ISSUER,
        "--key-file",
        "gate.key",
        "--origins",
        "origins.txt",
    ]);
    command.args(["--listen", "127.0.0.1:0"]);
    let gate = Server::start(&mut command);
    let allows = |host: &str, page: &str| {
        let head = format!("GET /crosspass/cookies HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        let (status, answer) = ask(gate.address(), &format!("{head}origin: {page}\r\n\r\n")).unwrap();
        assert_eq!(status, 200, "{answer}");
        let is_across = answer.contains("\"across_sites\":true");
        assert_eq!(is_across, host == "a.localhost:1", "{answer}");
        answer
            .to_lowercase()
            .contains(&format!("access-control-allow-origin: {page}\r\n"))
    };
    for (host, page, is_listed) in [
        ("a.localhost:1", "http://pages.localhost:1", true),
        ("a.localhost:1", "http://more.localhost:1", true),
        ("b.localhost:1", "http://pages.localhost:1", false),
        ("b.localhost:1", "http://more.localhost:1", true),
        ("c.localhost:1", "http://pages.localhost:1", false),
        ("c.localhost:1", "http://more.localhost:1", false),
    ] {
        assert_eq!(allows(host, page), is_listed, "{host} from {page}");
    }
}

fn question(server: &Server, host: &str) -> (u16, String) {
    let head = "GET /crosspass/auth HTTP/1.1\r\nhost: gate\r\nconnection: close\r\naccept: text/html\r\n";
    let told = "x-forwarded-proto: http\r\nx-forwarded-uri: /orders\r\nx-forwarded-method: GET\r\n";
    ask(
        server.address(),
        &format!("{head}{told}x-forwarded-host: {host}\r\n\r\n"),
    )
    .unwrap()
}

#[test]
fn three_hundred_hosts_from_a_file_and_settings_from_elsewhere() {
    let home = Home::new();
    let origins: Vec<String> = (0..300)
        .map(|number| format!("http://shop-{number}.localhost:9005"))
        .collect();
    std::fs::write(home.path("origins.txt"), origins.join("\n")).unwrap();
    let file = format!("issuer = {ISSUER:?}\n[gate]\norigins = \"origins.txt\"\nkey_file = \"gate.key\"\n");
    std::fs::write(home.path("crosspass.toml"), file).unwrap();
    let mut command = home.command();
    command
        .args(["gate", "--origin", SHOP])
        .env("CROSSPASS_GATE_LISTEN", "127.0.0.1:0");
    let mut gate = Server::start(&mut command);
    for host in [
        "shop-0.localhost:9005",
        "shop-299.localhost:9005",
        "shop.localhost:9005",
    ] {
        assert_eq!(question(&gate, host).0, 303, "{host}");
    }
    assert_eq!(question(&gate, "shop-300.localhost:9005").0, 421);
    let line = gate.line(|line| line["status"] == 421);
    assert_eq!(line["path"], "/crosspass/auth");
    gate.signal("-TERM");
    gate.line(|line| line["message"] == "stopped");
    assert!(gate.child.wait().unwrap().success());
}

// attack: 59
#[test]
fn a_connection_from_elsewhere_is_no_proxys() {
    let home = Home::new();
    let mut command = home.command();
    command
        .stdin(Stdio::null())
        .args(["gate", "--issuer", ISSUER, "--key-file", "gate.key"]);
    command.args([
        "--listen",
        "127.0.0.1:0",
        "--origin",
        SHOP,
        "--proxy",
        "192.0.2.1",
    ]);
    let mut gate = Server::start(&mut command);
    let (status, body) = question(&gate, "shop.localhost:9005");
    assert_eq!(status, 403);
    assert!(body.contains("access_denied"), "{body}");
    gate.line(|line| line["level"] == "WARN" && line["peer"].to_string().contains("127.0.0.1"));
}
