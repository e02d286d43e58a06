//! Passwords and unknown users (52, 55).

use std::time::Duration;

use crosspass_issuer::model::Login;

use crosspass_issuer::{Clock, SystemClock};
use serde_json::json;

use crate::support::{Answer, PASSWORD, World, hash};

/// What a stranger sees of an answer, without what differs from one request to the next.
fn visible(answer: &Answer) -> (u16, Vec<String>, String) {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "crosspass-reference")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    let reference = answer.member("reference");
    (
        answer.status.as_u16(),
        headers,
        answer.text.replace(&reference, ""),
    )
}

// attack: 52
#[tokio::test]
async fn an_unknown_user_looks_like_a_wrong_password() {
    let world = World::new().await;
    let wrong = world.sign_in("ada", "wrong").await;
    wrong.refused(401, "invalid_credentials");
    let unknown = world.sign_in("nobody", "wrong").await;
    assert_eq!(visible(&wrong), visible(&unknown));
}

#[tokio::test]
async fn a_disabled_user_looks_like_a_wrong_password() {
    let world = World::new().await;
    let ada = Login::parse("ada").unwrap();
    world
        .store
        .set_disabled(&ada, true, &world.audit_context())
        .await
        .unwrap();
    let disabled = world.sign_in("ada", PASSWORD).await;
    assert_eq!(visible(&disabled), visible(&world.sign_in("ada", "wrong").await));
}

/// An unknown user costs a hash like a known one: no faster by more than a third, over 20 rounds each.
// attack: 52
#[tokio::test]
async fn an_unknown_user_takes_as_long() {
    let world = World::configured(&[("limits.account_attempts", "1000")]).await;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..20 {
        for (login, times) in ["ada", "nobody"].iter().zip(&mut times) {
            let started = SystemClock::start();
            world.sign_in(login, "wrong").await;
            times.push(started.elapsed());
        }
    }
    // The fastest of each: what else runs on the machine can only add to the others.
    let [known, unknown] = times.map(|times: Vec<Duration>| times.into_iter().min().unwrap().as_secs_f64());
    let ratio = unknown / known;
    assert!(
        (0.5..2.0).contains(&ratio),
        "known {known} s, unknown {unknown} s"
    );
}

// attack: 55
#[tokio::test]
async fn passwords_are_exact() {
    let world = World::new().await;
    let long = "x".repeat(100);
    for (login, right, wrong) in [
        ("one", "a".to_owned(), "A".to_owned()),
        ("long", format!("{long}a"), format!("{long}b")),
        ("nul", "a\0b".to_owned(), "a\0c".to_owned()),
        ("spaces", " a ".to_owned(), "a".to_owned()),
        ("composed", "\u{e9}".to_owned(), "e\u{301}".to_owned()),
        ("longest", "y".repeat(1024), "y".repeat(1023)),
    ] {
        world.add_user_with(login, "Somebody", hash(&right).await).await;
        world
            .sign_in(login, &wrong)
            .await
            .refused(401, "invalid_credentials");
        assert_eq!(world.sign_in(login, &right).await.status, 200, "{login}");
    }
}

#[tokio::test]
async fn a_password_over_the_cap() {
    let world = World::new().await;
    let answer = world.sign_in("ada", &"x".repeat(1025)).await;
    answer.refused(400, "invalid_request");
    assert!(answer.member("message").starts_with("password:"));
}

// attack: 55
#[tokio::test]
async fn a_password_of_a_million_characters() {
    let world = World::new().await;
    world
        .sign_in("ada", &"x".repeat(1_000_000))
        .await
        .refused(413, "invalid_request");
}

#[tokio::test]
async fn an_empty_password() {
    World::new()
        .await
        .sign_in("ada", "")
        .await
        .refused(400, "invalid_request");
}

// attack: 30
#[tokio::test]
async fn a_password_of_the_wrong_type_is_not_repeated() {
    let world = World::new().await;
    let answer = world
        .call(
            "/api/sign-in",
            "",
            &json!({ "login": "ada", "password": 73_910_284 }),
        )
        .await;
    answer.refused(400, "invalid_request");
    assert!(!answer.text.contains("73910284"), "{}", answer.text);
}
