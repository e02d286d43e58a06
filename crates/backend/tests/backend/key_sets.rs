//! Key sets that are none (28): the last good one serves for an hour, then nobody is let in.
// attacks of this file: 28

use std::time::Duration;

use crosspass_protocol::Seconds;

use crate::support::{ACME, Behaviour, Browser, HostileIssuer};

/// The issuer behaves so from some moment on: the last good set, for less than an hour.
async fn last_good(behaviour: Behaviour) {
    let issuer = HostileIssuer::new().await;
    let mut browser = issuer.backend().browser(ACME);
    issuer.enter(&mut browser).await;
    issuer.behave(behaviour.clone());
    issuer.clock.step(3599);
    let (mut fresh, token) = fresh(&issuer, &browser).await;
    assert_eq!(fresh.take(&token).await.status, 200, "{behaviour:?}");
    assert_eq!(issuer.asked(), 2);
    issuer.clock.step(1);
    let (mut late, token) = self::fresh(&issuer, &browser).await;
    let answer = late.take(&token).await;
    answer.refused_at_domain(503, "temporarily_unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    // A signed-in user stays signed in.
    let answer = fresh.visit("/").await;
    answer.refused_at_domain(503, "temporarily_unavailable");
    assert_ne!(fresh.token(), "");
    issuer.behave(Behaviour::Good);
    issuer.clock.step(5);
    assert_eq!(late.take(&token).await.status, 200);
    assert_eq!(fresh.name().await, "Ada");
}

/// Another browser, in which a handoff was just answered.
async fn fresh(issuer: &HostileIssuer, browser: &Browser) -> (Browser, String) {
    let mut fresh = browser.clone();
    fresh.cookies.clear();
    let token = issuer.answer(&mut fresh).await;
    (fresh, token)
}

/// The issuer behaves so from the start: nobody is let in.
async fn closed(behaviour: Behaviour) {
    let issuer = HostileIssuer::new().await;
    issuer.behave(behaviour);
    let mut browser = issuer.backend().browser(ACME);
    let token = issuer.answer(&mut browser).await;
    for _ in 0..5 {
        browser
            .take(&token)
            .await
            .refused_at_domain(503, "temporarily_unavailable");
    }
    assert_eq!(issuer.asked(), 1, "it is asked again at once");
    issuer.behave(Behaviour::Good);
    issuer.clock.step(5);
    assert_eq!(browser.take(&token).await.status, 200);
}

macro_rules! hostile_sets {
    ($($name:ident: $behaviour:expr;)+) => {
        $(mod $name {
            use super::*;

            #[tokio::test]
            async fn the_last_good_one_serves_for_an_hour() {
                last_good($behaviour).await;
            }

            #[tokio::test]
            async fn at_the_start_nobody_is_let_in() {
                closed($behaviour).await;
            }
        })+
    };
}

hostile_sets! {
    an_error: Behaviour::Fails;
    ten_megabytes: Behaviour::Huge;
    a_page: Behaviour::Page;
    a_redirect: Behaviour::Redirect;
    private_members: Behaviour::Private;
    no_key: Behaviour::Empty;
    a_key_twice: Behaviour::Twice;
}

/// Nobody waits for a slow issuer but the one who asks, and he not for long.
#[tokio::test]
async fn a_slow_one_keeps_one_request_waiting() {
    let issuer = HostileIssuer::new().await;
    let mut browser = issuer.backend().browser(ACME);
    issuer.enter(&mut browser).await;
    issuer.behave(Behaviour::Slow);
    issuer.clock.step(300);
    let mut asking = browser.clone();
    let mut slow = tokio::spawn(async move { asking.name().await });
    while issuer.asked() < 2 {
        tokio::task::yield_now().await;
    }
    for _ in 0..10 {
        assert_eq!(browser.clone().name().await, "Ada");
    }
    assert!(!slow.is_finished());
    let waited = tokio::time::timeout(Duration::from_secs(12), &mut slow).await;
    assert_eq!(waited.unwrap().unwrap(), "Ada");
    assert_eq!(issuer.asked(), 2);
}

/// A key that is unknown while nobody can be asked may be a new one: no reason to take a cookie away.
#[tokio::test]
async fn an_unknown_key_while_the_issuer_is_out_of_reach() {
    let issuer = HostileIssuer::new().await;
    let mut browser = issuer.backend().browser(ACME);
    let mut claims = issuer.enter(&mut browser).await;
    issuer.behave(Behaviour::Fails);
    issuer.clock.step(10);
    claims.issued_at = claims.issued_at + Seconds(10);
    let token = issuer.sign_as("new", &claims);
    let mut other = browser.clone();
    let (name, _) = other.session_cookie();
    other.cookies.insert(name, token.clone());
    for _ in 0..5 {
        other
            .visit("/")
            .await
            .refused_at_domain(503, "temporarily_unavailable");
        assert_eq!(other.token(), token);
        assert_eq!(browser.name().await, "Ada");
    }
    assert_eq!(issuer.asked(), 2);
}
