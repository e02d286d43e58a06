//! The way back from Ory Kratos is the browser's that left, once, and not for long (10, 39, 87).

use crate::support::{Provided, STEVE, kratos_cookie, link, session_cookie};

/// A refusal page that signs nobody in.
#[track_caller]
fn refused(answer: &crate::support::Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.header("set-cookie")),
        (status, ""),
        "{}",
        answer.text
    );
    assert!(answer.text.contains(code), "{}", answer.text);
}

// attack: 87
#[tokio::test]
async fn without_a_state_is_refused() {
    let provided = Provided::new().await;
    let (attempt, _) = provided.leave("/provider/start", "").await;
    let (value, _) = provided.kratos.sign_in(STEVE);
    let cookies = [attempt.as_str(), &kratos_cookie(&value)];
    refused(
        &provided.come_back("/provider/return", &cookies).await,
        403,
        "nonce_mismatch",
    );
    assert_eq!(
        provided.world.reasons("sign_in", "refused").await,
        ["nonce_mismatch"]
    );
    assert!(provided.kratos.asked().is_empty());
}

// attack: 87
#[tokio::test]
async fn without_the_attempts_cookie_is_refused() {
    let provided = Provided::new().await;
    let (_, back) = provided.leave("/provider/start", "").await;
    let (value, _) = provided.kratos.sign_in(STEVE);
    let answer = provided.come_back(&back, &[&kratos_cookie(&value)]).await;
    refused(&answer, 403, "nonce_mismatch");
}

// attack: 10, 39
#[tokio::test]
async fn another_browsers_way_back_is_refused_and_stays_good_for_its_own() {
    let provided = Provided::new().await;
    let (mine, back) = provided.leave("/provider/start", "").await;
    let (theirs, _) = provided.leave("/provider/start", "").await;
    let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    refused(
        &provided.come_back(&back, &[&theirs, &cookie]).await,
        403,
        "nonce_mismatch",
    );
    assert_eq!(
        provided.come_back(&back, &[&mine, &cookie]).await.location(),
        "/sign-in"
    );
}

// attack: 87
#[tokio::test]
async fn a_second_time_is_refused() {
    let provided = Provided::new().await;
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    assert_eq!(provided.come_back(&back, &[&attempt, &cookie]).await.status, 303);
    refused(
        &provided.come_back(&back, &[&attempt, &cookie]).await,
        403,
        "nonce_mismatch",
    );
}

#[tokio::test]
async fn a_quarter_of_an_hour_is_enough() {
    for (seconds, status) in [(899, 303), (900, 403)] {
        let provided = Provided::new().await;
        let (attempt, back) = provided.leave("/provider/start", "").await;
        provided.world.clock.step(seconds);
        let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
        let answer = provided.come_back(&back, &[&attempt, &cookie]).await;
        assert_eq!(answer.status, status, "after {seconds} s");
    }
}

/// A session that somebody else put into this browser is older than the attempt, or the user would have signed in.
// attack: 87
#[tokio::test]
async fn a_session_from_before_is_asked_about() {
    let provided = Provided::new().await;
    let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    provided.world.clock.step(1);
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let asks = provided.come_back(&back, &[&attempt, &cookie]).await;
    assert_eq!(asks.status, 200, "{}", asks.text);
    assert!(asks.text.contains("Steve Shirley"), "{}", asks.text);
    assert!(provided.world.reasons("sign_in", "allowed").await.is_empty());
    let goes = provided.come_back(&link(&asks), &[&asks.cookie(), &cookie]).await;
    assert_eq!((goes.status.as_u16(), goes.location()), (303, "/sign-in"));
}

/// The clock tells nothing within a second; the cookie that the browser had before does.
// attack: 87
#[tokio::test]
async fn a_cookie_from_before_is_asked_about_within_a_second() {
    let provided = Provided::new().await;
    let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    let (attempt, back) = provided.leave("/provider/start", &cookie).await;
    let asks = provided.come_back(&back, &[&attempt, &cookie]).await;
    assert_eq!(asks.status, 200, "{}", asks.text);
    assert!(provided.world.reasons("sign_in", "allowed").await.is_empty());
}

// attack: 87
#[tokio::test]
async fn nobody_leaves_with_two_cookies() {
    let provided = Provided::new().await;
    let answer = provided
        .world
        .visit("/provider/start", "ory_kratos_session=a; ory_kratos_session=b")
        .await;
    refused(&answer, 400, "Cookie: two session cookies");
}

/// A yes is to one session: while the page was shown, another one took its place, as fresh as can be.
// attack: 87
#[tokio::test]
async fn a_yes_is_to_the_session_that_was_shown() {
    let provided = Provided::new().await;
    provided
        .kratos
        .put(crate::support::person(2, "mallory@example.com"));
    let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    provided.world.clock.step(1);
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let asks = provided.come_back(&back, &[&attempt, &cookie]).await;
    provided.world.clock.step(1);
    let tossed = kratos_cookie(&provided.kratos.sign_in("mallory@example.com").0);
    let again = provided.come_back(&link(&asks), &[&asks.cookie(), &tossed]).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert!(provided.world.reasons("sign_in", "allowed").await.is_empty());
}

// attack: 39
#[tokio::test]
async fn another_user_is_asked_about_and_never_swapped() {
    let provided = Provided::new().await;
    provided
        .kratos
        .put(crate::support::person(2, "mallory@example.com"));
    let (present, _) = provided.steve().await;
    provided.world.clock.step(1);
    // A browser that is signed in does not leave, so this attempt is from before the session.
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let cookie = kratos_cookie(&provided.kratos.sign_in("mallory@example.com").0);
    let asks = provided.come_back(&back, &[&attempt, &cookie, &present]).await;
    assert_eq!(asks.status, 200, "{}", asks.text);
    assert!(
        asks.text.contains(r#"id="present">Steve Shirley"#),
        "{}",
        asks.text
    );
    assert_eq!(provided.world.visit("/", &present).await.status, 200);
    let goes = provided
        .come_back(&link(&asks), &[&asks.cookie(), &cookie, &present])
        .await;
    let newcomer = session_cookie(&goes);
    assert_eq!(provided.world.visit("/", &present).await.status, 303);
    assert_eq!(provided.world.visit("/", &newcomer).await.status, 200);
}
