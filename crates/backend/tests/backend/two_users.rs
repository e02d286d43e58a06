//! Somebody else is signed in here: the user is asked, by a page without script, and nobody else can answer.

use axum::http::Method;

use crate::support::{ACME, Answer, Browser, World};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Ada is signed in, and bob has come by a ticket.
async fn asked() -> (World, Browser, Answer) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    let bob = world.sign_in("bob").await;
    let landing = world.to_landing(&mut browser, &bob).await;
    let question = browser.land(&landing).await;
    (world, browser, question)
}

async fn answer(browser: &mut Browser, user: &str) -> Answer {
    let headers = [("origin", ACME), ("sec-fetch-site", "same-origin"), FORM];
    browser
        .send(
            Method::POST,
            "/crosspass/answer",
            &headers,
            &format!("user={user}"),
        )
        .await
}

// attack: 39
#[tokio::test]
async fn nothing_changes_before_the_answer() {
    let (_world, mut browser, question) = asked().await;
    assert_eq!(question.status, 409);
    assert!(question.text.contains("Switch to Bob"), "{}", question.text);
    assert!(question.text.contains("Ada Lovelace is signed in"));
    assert_eq!(question.header("x-frame-options"), "DENY");
    assert_eq!(browser.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn switch() {
    let (_world, mut browser, _) = asked().await;
    let done = answer(&mut browser, "switch").await;
    assert_eq!(
        (done.status.as_u16(), done.location()),
        (303, "http://acme.localhost:9001/account?a=b")
    );
    assert_eq!(browser.name().await, "Bob");
    assert!(
        !browser
            .cookies
            .contains_key(&browser.cookie_name("crosspass-pending"))
    );
}

#[tokio::test]
async fn stay() {
    let (_world, mut browser, _) = asked().await;
    let done = answer(&mut browser, "stay").await;
    assert_eq!(done.status, 303);
    assert_eq!(browser.name().await, "Ada Lovelace");
    // The question is answered: it cannot be answered again, the other way.
    answer(&mut browser, "switch")
        .await
        .refused_at_domain(401, "token_expired");
    assert_eq!(browser.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn an_answer_that_is_none() {
    let (_world, mut browser, _) = asked().await;
    for user in ["", "Switch", "switch&user=stay", "ada"] {
        answer(&mut browser, user)
            .await
            .refused_at_domain(400, "invalid_request");
    }
    let long = "x".repeat(17 * 1024);
    answer(&mut browser, &long)
        .await
        .refused_at_domain(400, "invalid_request");
    assert_eq!(browser.name().await, "Ada Lovelace");
    assert_eq!(answer(&mut browser, "switch").await.status, 303);
}

// attack: 47
#[tokio::test]
async fn an_answer_of_another_site() {
    let (_world, mut browser, _) = asked().await;
    for headers in [
        vec![FORM],
        vec![FORM, ("origin", "null")],
        vec![
            FORM,
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
        ],
        vec![FORM, ("origin", ACME), ("sec-fetch-site", "same-site")],
    ] {
        let answer = browser
            .send(Method::POST, "/crosspass/answer", &headers, "user=switch")
            .await;
        answer.refused_at_domain(400, "invalid_request");
    }
    assert_eq!(browser.name().await, "Ada Lovelace");
}

// attack: 48
#[tokio::test]
async fn a_question_that_was_never_asked_here() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut victim, mut attacker) = (backend.browser(ACME), backend.browser(ACME));
    world.enter(&mut victim, "ada").await;
    answer(&mut victim, "switch")
        .await
        .refused_at_domain(401, "token_expired");
    // The attacker's own token, tossed: the handoff was not begun in this browser.
    let (nonce, jkt) = attacker.begin().await;
    let token = world.token("bob", ACME, &nonce, &jkt).await;
    victim
        .cookies
        .insert(victim.cookie_name("crosspass-pending"), token);
    answer(&mut victim, "switch")
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(victim.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn a_forged_token_that_waits() {
    let (world, mut browser, _) = asked().await;
    let name = browser.cookie_name("crosspass-pending");
    let genuine = browser.cookies[&name].clone();
    let forged = world
        .forge(&genuine)
        .await
        .claim("sub", "root")
        .sign_with(&[1; 64]);
    browser.cookies.insert(name, forged);
    answer(&mut browser, "switch")
        .await
        .refused_at_domain(401, "invalid_token");
    assert_eq!(browser.name().await, "Ada Lovelace");
}

/// Bob's session at the issuer ended while his token waited, and the backend was told.
#[tokio::test]
async fn a_session_that_ended_while_it_waited() {
    let (world, mut browser, _) = asked().await;
    let waiting = browser.cookies[&browser.cookie_name("crosspass-pending")].clone();
    let told = crate::logout::tell(&world, &mut browser, &waiting).await;
    assert_eq!(told.status, 200, "{}", told.text);
    answer(&mut browser, "switch")
        .await
        .refused_at_domain(401, "login_required");
    assert_eq!(browser.name().await, "Ada Lovelace");
}
