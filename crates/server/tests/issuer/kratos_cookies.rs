//! The session cookie of Ory Kratos: which one counts, and that it is kept nowhere (87).

use crate::support::{Provided, STEVE, kratos_cookie};

// attack: 87
#[tokio::test]
async fn two_are_refused() {
    let provided = Provided::new().await;
    provided
        .kratos
        .put(crate::support::person(2, "mallory@example.com"));
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let mine = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    let tossed = kratos_cookie(&provided.kratos.sign_in("mallory@example.com").0);
    let answer = provided.come_back(&back, &[&tossed, &attempt, &mine]).await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (400, ""));
    assert!(
        answer.text.contains("Cookie: two session cookies"),
        "{}",
        answer.text
    );
    assert_eq!(
        provided.world.reasons("sign_in", "refused").await,
        ["two_provider_cookies"]
    );
    assert!(
        provided.kratos.asked().is_empty(),
        "none of them was shown to Kratos"
    );
}

#[tokio::test]
async fn none_is_nobody() {
    let provided = Provided::new().await;
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let answer = provided.come_back(&back, &[&attempt]).await;
    assert_eq!(answer.status, 401);
    assert!(answer.text.contains("login_required"), "{}", answer.text);
}

#[tokio::test]
async fn one_that_kratos_does_not_know_is_nobody() {
    let provided = Provided::new().await;
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let answer = provided
        .come_back(&back, &[&attempt, "ory_kratos_session=made-up"])
        .await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        provided.world.reasons("sign_in", "refused").await,
        ["login_required"]
    );
}

#[tokio::test]
async fn kratos_is_shown_that_cookie_alone() {
    let provided = Provided::new().await;
    let (answer, value, _) = provided.attempt(STEVE).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        provided.kratos.asked(),
        [format!("GET /sessions/whoami {}", kratos_cookie(&value))]
    );
}

// attack: 60
#[tokio::test]
async fn it_is_kept_nowhere() {
    let provided = Provided::new().await;
    let (_, value, _) = provided.attempt(STEVE).await;
    provided.world.store.close().await;
    let database = provided.world.database.content().await;
    let holds = |needle: &str| {
        database
            .windows(needle.len())
            .any(|window| window == needle.as_bytes())
    };
    assert!(holds(STEVE));
    assert!(!holds(value.trim_end_matches('=')));
}

// attack: 48
#[tokio::test]
async fn that_of_an_attempt_is_this_hosts_alone() {
    let settings = [
        ("issuer", "https://auth.example.com"),
        ("kratos.public_url", "https://auth.example.com/kratos"),
    ];
    let provided = Provided::configured(&settings).await;
    let leaves = provided.world.visit("/provider/start", "").await;
    let begins =
        "https://auth.example.com/kratos/self-service/login/browser?return_to=https%3A%2F%2Fauth%2Eexample";
    assert!(leaves.location().starts_with(begins), "{}", leaves.location());
    let cookie = leaves.header("set-cookie");
    assert!(cookie.starts_with("__Host-crosspass_attempt="), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
}
