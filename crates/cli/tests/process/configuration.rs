//! Configurations that are not usable (78): each value names itself, what was expected, where it
//! came from; all of them at once.
// attacks of this file: 78

use std::process::Stdio;

use crate::support::{ACME, Home, ISSUER};

fn refused(home: &Home, file: Option<&str>, environment: &[(&str, &str)], arguments: &[&str]) -> String {
    if let Some(text) = file {
        std::fs::write(home.path("crosspass.toml"), text).unwrap();
    }
    let mut command = home.command();
    command
        .arg("serve")
        .args(arguments)
        .envs(environment.iter().copied());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(!home.path("crosspass.db").exists(), "something was begun");
    complaint
}

#[track_caller]
fn says(complaint: &str, parts: &[&str]) {
    for part in parts {
        assert!(complaint.contains(part), "{part:?} is not in: {complaint}");
    }
}

#[test]
fn no_issuer() {
    let complaint = refused(&Home::new(), None, &[], &[]);
    says(
        &complaint,
        &[
            "issuer: is missing",
            "https://auth.example.com",
            "CROSSPASS_ISSUER",
            "--issuer",
        ],
    );
}

#[test]
fn plain_http_off_loopback() {
    let complaint = refused(&Home::new(), None, &[], &["--issuer", "http://auth.example.com"]);
    says(
        &complaint,
        &[
            "issuer: \"http://auth.example.com\"",
            "use https",
            "from the flag --issuer",
        ],
    );
}

#[test]
fn an_issuer_with_a_path() {
    let complaint = refused(
        &Home::new(),
        None,
        &[("CROSSPASS_ISSUER", "https://auth.example.com/")],
        &[],
    );
    says(
        &complaint,
        &[
            "issuer: \"https://auth.example.com/\"",
            "from the environment variable CROSSPASS_ISSUER",
        ],
    );
}

#[test]
fn everything_at_once() {
    let file = "issuer = 5\nlog = \"loud\"\n[session]\nidle_seconds = 1\n[limits]\naccount_attempts = -1\n";
    let environment = [
        ("CROSSPASS_LISTEN", "nowhere"),
        ("CROSSPASS_PASSWORD_PARALLEL", "many"),
    ];
    let complaint = refused(&Home::new(), Some(file), &environment, &[]);
    says(
        &complaint,
        &[
            "issuer: \"5\"",
            "log: \"loud\" is not usable (no such level); expected off, error, warn",
            "session.idle_seconds: \"1\" is not usable (out of range); expected a whole number from 60",
            "limits.account_attempts: \"-1\"",
            "from the file crosspass.toml",
            "listen: \"nowhere\"",
            "from the environment variable CROSSPASS_LISTEN",
            "password.parallel: \"many\"",
        ],
    );
    assert_eq!(complaint.lines().count(), 7, "{complaint}");
}

#[test]
fn two_values_that_do_not_go_together() {
    let file = format!("issuer = {ISSUER:?}\n[session]\nidle_seconds = 120\n");
    let environment = [("CROSSPASS_SESSION_TOKEN_SECONDS", "121")];
    let complaint = refused(&Home::new(), Some(&file), &environment, &[]);
    says(
        &complaint,
        &[
            "session.token_seconds: 121 is more than session.idle_seconds, 120",
            "from the environment variable CROSSPASS_SESSION_TOKEN_SECONDS",
            "session.idle_seconds is from the file crosspass.toml",
        ],
    );
    assert_eq!(complaint.lines().count(), 2, "{complaint}");
}

#[test]
fn an_unknown_setting() {
    let complaint = refused(
        &Home::new(),
        Some("issuer = \"https://a.example\"\ntypo = 1\n"),
        &[],
        &[],
    );
    says(
        &complaint,
        &[
            "typo: there is no such setting",
            "expected one of issuer, listen",
            "crosspass.toml",
        ],
    );
}

#[test]
fn a_file_that_is_no_toml() {
    says(
        &refused(&Home::new(), Some("issuer = "), &[], &[]),
        &["the file crosspass.toml", "TOML"],
    );
}

#[test]
fn a_file_that_is_not_there() {
    let complaint = refused(&Home::new(), None, &[], &["--config", "elsewhere.toml"]);
    says(&complaint, &["the file elsewhere.toml", "from the flag --config"]);
}

#[test]
fn a_proxy_that_is_no_network() {
    let file = format!("issuer = \"{ISSUER}\"\ntrusted_proxies = [\"10.0.0.0/8\", \"all\"]\n");
    says(
        &refused(&Home::new(), Some(&file), &[], &[]),
        &["trusted_proxies:", "\"all\" is neither"],
    );
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let home = Home::new();
    let file = "issuer = \"http://a.file.example\"\n";
    let environment = [("CROSSPASS_ISSUER", "http://b.environment.example")];
    says(
        &refused(&home, Some(file), &environment, &[]),
        &["b.environment.example"],
    );
    let flag = ["--issuer", "http://c.flag.example"];
    says(
        &refused(&home, Some(file), &environment, &flag),
        &["c.flag.example"],
    );
}

#[test]
fn a_domain_of_another_kind_of_issuer() {
    let home = Home::populated();
    let serve = [
        "serve",
        "--issuer",
        "https://auth.example.com",
        "--listen",
        "127.0.0.1:0",
        "--pages",
        "pages",
    ];
    let (code, complaint) = home.refused(&serve);
    assert_eq!(code, 2);
    says(
        &complaint,
        &[
            ACME,
            "a loopback domain needs a loopback issuer",
            "the database crosspass.db",
        ],
    );
}

/// What `serve` says of a folder of pages.
fn pages_refused(home: &Home, folder: &str) -> (i32, String) {
    home.refused(&[
        "serve",
        "--issuer",
        ISSUER,
        "--listen",
        "127.0.0.1:0",
        "--pages",
        folder,
    ])
}

#[test]
fn pages_that_are_not_there() {
    let (code, complaint) = pages_refused(&Home::new(), "nowhere");
    assert_eq!(code, 2);
    says(
        &complaint,
        &[
            "pages \"nowhere\"",
            "No such file",
            "expected a folder with one of sign-in.html",
        ],
    );
}

#[test]
fn a_folder_without_pages() {
    let home = Home::new();
    std::fs::create_dir(home.path("empty")).unwrap();
    let (code, complaint) = pages_refused(&home, "empty");
    assert_eq!(code, 2);
    let names = "none of sign-in.html, continue.html, launcher.html, sign-out.html, provider.html, confirm.html, propagate.html, error.html is in it";
    says(
        &complaint,
        &["pages \"empty\"", names, "the built-in pages stand in"],
    );
    std::fs::write(home.path("empty/signin.html"), "").unwrap();
    says(
        &pages_refused(&home, "empty").1,
        &[names, "(there is signin.html)"],
    );
}

#[test]
fn pages_with_mistakes() {
    let home = Home::new();
    for (page, text, wrong) in [
        (
            "sign-in.html",
            "\n{{ t('sign_in.buton') }}",
            "there is no text \"sign_in.buton\"",
        ),
        ("error.html", "\n{% if %}", "syntax error"),
        ("continue.html", "\n{{ domain.name.no() }}", "no method named no"),
        ("launcher.html", "\n{% extends 'nothing.html' %}", "nothing.html"),
    ] {
        let path = home.path("pages").join(page);
        let before = std::fs::read(&path).unwrap();
        std::fs::write(&path, text).unwrap();
        let (code, complaint) = pages_refused(&home, "pages");
        assert_eq!(code, 1);
        says(
            &complaint,
            &[
                &format!("{page} of the page set is not usable"),
                wrong,
                &format!("(in {page}:2)"),
            ],
        );
        std::fs::write(&path, before).unwrap();
    }
    std::fs::write(home.path("pages/sign-in.html"), b"\xff").unwrap();
    says(
        &pages_refused(&home, "pages").1,
        &["sign-in.html of the page set is not usable", "utf-8"],
    );
}

#[test]
fn an_address_that_is_taken() {
    let home = Home::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let serve = [
        "serve", "--issuer", ISSUER, "--listen", &address, "--pages", "pages",
    ];
    says(
        &home.refused(&serve).1,
        &["listen", &address, "expected a free address"],
    );
}

#[test]
fn a_database_that_is_none() {
    let home = Home::new();
    std::fs::write(
        home.path("crosspass.db"),
        "this is a text, and no database at all, whoever opens it",
    )
    .unwrap();
    let serve = [
        "serve",
        "--issuer",
        ISSUER,
        "--listen",
        "127.0.0.1:0",
        "--pages",
        "pages",
    ];
    let (code, complaint) = home.refused(&serve);
    assert!(code == 1 && complaint.contains("database"), "{complaint}");
}
