//! `crosspass explain`: what it says of a user, a domain and the handoffs there, in words and as JSON.

use serde_json::{Value, json};

use crate::support::{ACME, Home, ISSUER, PASSWORD, ask, cookie_of, post};

/// 43 characters, as nonces and thumbprints have them.
fn binding(letter: char) -> String {
    std::iter::repeat_n(letter, 43).collect()
}

fn explained(home: &Home) -> (String, Value) {
    let words = home.run(&["explain", "ada", ACME]);
    let json = home.run(&["explain", "ada", ACME, "--json"]);
    (words, serde_json::from_str(&json).unwrap())
}

#[track_caller]
fn says(words: &str, parts: &[&str]) {
    for part in parts {
        assert!(words.contains(part), "{part:?} is not in:\n{words}");
    }
}

#[test]
fn a_user_who_was_never_there() {
    let home = Home::populated();
    let (words, json) = explained(&home);
    assert!(words.starts_with("allowed: ok"), "{words}");
    says(
        &words,
        &[
            "ada (Ada, ada@example.com): enabled",
            "never met",
            "Acme (http://acme.localhost:9001) of acme: active, first-party, static",
            "none at the issuer",
            "none on record",
            "not known  whether the login or its address is limited right now",
        ],
    );
    assert_eq!(
        (&json["is_allowed"], &json["is_member"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(json["handoffs"], json!([]));
}

#[test]
fn sessions_handoffs_and_what_pages_report_without_any_secret() {
    let home = Home::populated();
    let server = home.serve();
    let wrong = json!({ "login": "ada", "password": "wrong", "audience": ACME,
                        "nonce": binding('A'), "jkt": binding('E') });
    assert_eq!(
        ask(server.address(), &post("/api/sign-in", &wrong)).unwrap().0,
        401
    );
    let right = json!({ "login": "ada", "password": PASSWORD, "audience": ACME,
                        "nonce": binding('I'), "jkt": binding('M') });
    let (status, answer) = ask(server.address(), &post("/api/sign-in", &right)).unwrap();
    assert_eq!(status, 200, "{answer}");
    let cookie = cookie_of(&answer);
    let report = json!({ "stage": "popup", "code": "popup_blocked", "audience": ACME });
    let report = post("/api/report", &report).replacen("\r\n", &format!("\r\ncookie: {cookie}\r\n"), 1);
    assert!(report.contains(ISSUER), "the test's own page: {report}");
    assert_eq!(ask(server.address(), &report).unwrap().0, 204);
    home.run(&["domain", "suspend", ACME]);

    let (words, json) = explained(&home);
    assert!(words.starts_with("refused: domain_suspended"), "{words}");
    says(
        &words,
        &[
            ": suspended, first-party, static",
            "this domain holds it",
            "popup: failed at popup: popup_blocked",
            "mend: If it is every time: see that `receiver.html` is served, without a COOP header.",
            "refused at sign_in: invalid_credentials",
            "`crosspass user password LOGIN` for a new password",
        ],
    );
    let handoffs = json["handoffs"].as_array().unwrap();
    let told: Vec<_> = handoffs
        .iter()
        .map(|one| (&one["stage"], &one["outcome"], &one["code"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("popup"), &json!("failed"), &json!("popup_blocked")),
            (
                &json!("sign_in"),
                &json!("refused"),
                &json!("invalid_credentials")
            ),
        ]
    );
    assert_eq!(json["sessions"][0]["is_carried"], json!(true));
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    let given: Value = serde_json::from_str(body).unwrap();
    let secrets = [
        given["token"].as_str().unwrap(),
        given["permit"].as_str().unwrap(),
        cookie.split_once('=').unwrap().1,
        &binding('I'),
        &binding('M'),
        PASSWORD,
    ];
    for secret in secrets {
        assert!(
            !words.contains(secret) && !json.to_string().contains(secret),
            "{secret}"
        );
    }
}

#[test]
fn limits_that_were_met_and_names_that_are_not_there() {
    let home = Home::populated();
    std::fs::write(
        home.path("crosspass.toml"),
        format!("issuer = {ISSUER:?}\n[limits]\naccount_attempts = 1\n"),
    )
    .unwrap();
    let server = home.serve();
    let wrong = json!({ "login": "ada", "password": "wrong", "audience": ACME });
    let attempt = || ask(server.address(), &post("/api/sign-in", &wrong)).unwrap().0;
    assert_eq!([attempt(), attempt()], [401, 429]);
    let (words, json) = explained(&home);
    says(
        &words,
        &["limits     too many attempts", "refused at sign_in: rate_limited"],
    );
    assert!(json["limited_at"].is_i64(), "{json}");
    let words = home.run(&["explain", "eve", "http://nowhere.localhost:1"]);
    assert!(words.starts_with("refused: unknown_user"), "{words}");
    says(
        &words,
        &["eve: there is none", "http://nowhere.localhost:1: not registered"],
    );
}
