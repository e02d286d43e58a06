//! Tickets that are not this browser's, or none at all (10, 34, 39, 42): refused, and nothing is redeemed.

use crosspass_protocol::SessionClaims;

use crate::support::{ACME, Browser, Forge, GLOBEX, Receiver, World};

async fn landing() -> (World, Browser, String) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.sign_in("ada").await;
    let landing = world.to_landing(&mut browser, &cookie).await;
    (world, browser, landing)
}

fn ticket_of(landing: &str) -> &str {
    landing.split_once("ticket=").unwrap().1
}

/// The genuine ticket still works, in its own browser.
async fn unharmed(world: &World, browser: &mut Browser, landing: &str) {
    assert_eq!(world.calls("/api/redeem"), 0);
    assert_eq!(browser.visit(landing).await.status, 303);
    assert_eq!(browser.name().await, "Ada Lovelace");
}

// attack: 10, 39
#[tokio::test]
async fn of_the_attacker_while_somebody_is_signed_in() {
    let world = World::new().await;
    let backend = world.backend();
    let (mut victim, mut attacker) = (backend.browser(ACME), backend.browser(ACME));
    world.enter(&mut victim, "ada").await;
    // The victim's browser has begun a handoff of its own.
    victim.begin().await;
    let cookie = world.sign_in("bob").await;
    let landing = world.to_landing(&mut attacker, &cookie).await;
    let before = victim.token();
    victim
        .land(&landing)
        .await
        .refused_at_domain(401, "nonce_mismatch");
    assert_eq!(
        (victim.token(), victim.name().await),
        (before, "Ada Lovelace".to_owned())
    );
    assert_eq!(world.allowed("redeem").await, 0);
}

// attack: 9, 34
#[tokio::test]
async fn at_another_domain() {
    let (world, mut browser, landing) = landing().await;
    let mut other = world.backend().browser(GLOBEX);
    // Even with the cookie of its nonce, in this domain's name.
    other.begin().await;
    let own = other.cookies.values().next().unwrap().clone();
    let begun = browser
        .cookies
        .keys()
        .find(|name| name.contains("begun"))
        .unwrap();
    other.cookies.insert(begun.replace("9001", "9002"), own);
    let path = format!("/crosspass/session?ticket={}", ticket_of(&landing));
    other.land(&path).await.refused_at_domain(401, "invalid_token");
    unharmed(&world, &mut browser, &landing).await;
}

// attack: 33
#[tokio::test]
async fn with_parameters_that_are_not_exactly_one_ticket() {
    let (world, mut browser, landing) = landing().await;
    let ticket = ticket_of(&landing).to_owned();
    for query in [
        format!("ticket={ticket}&ticket={ticket}"),
        format!("ticket={ticket}&return_to=https://evil.example/"),
        format!("ticket={ticket}&token=x"),
        "token=x".to_owned(),
    ] {
        let answer = browser.land(&format!("/crosspass/session?{query}")).await;
        answer.refused_at_domain(400, "invalid_request");
    }
    for ticket in ["", "x", "%00", "..", &"A".repeat(9000), &format!("{ticket}%20")] {
        let answer = browser.land(&format!("/crosspass/session?ticket={ticket}")).await;
        answer.refused_at_domain(401, "invalid_token");
    }
    unharmed(&world, &mut browser, &landing).await;
}

async fn refused(code: &str, forge: impl FnOnce(Forge) -> String) {
    let (world, mut browser, landing) = landing().await;
    let forged = forge(world.forge(ticket_of(&landing)).await);
    let answer = browser.land(&format!("/crosspass/session?ticket={forged}")).await;
    answer.refused_at_domain(401, code);
    assert!(answer.cookies().is_empty());
    unharmed(&world, &mut browser, &landing).await;
}

macro_rules! refused_tickets {
    ($($name:ident: $code:literal, $forge:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($code, $forge).await;
        })+
    };
}

refused_tickets! {
    // attack: 17
    alg_none: "invalid_token", |f| f.header("alg", "none").sign_with(&[]);
    // attack: 18
    signature_of_nobody: "invalid_token", |f| f.sign_with(&[1; 64]);
    // attack: 19
    kid_unknown: "invalid_token", |f| f.header("kid", "nobody").sign();
    // attack: 22
    a_second_too_old: "token_expired", |f| f.shifted(-61).sign();
    // attack: 22
    a_second_too_far_ahead: "invalid_token", |f| f.shifted(31).sign();
    // attack: 22
    life_a_second_too_long: "invalid_token", |f| { let exp = f.seconds("exp"); f.claim("exp", exp + 1).sign() };
    // attack: 23
    aud_of_another_domain: "invalid_token", |f| f.claim("aud", GLOBEX).sign();
    // attack: 24
    iss_of_another: "invalid_token", |f| f.claim("iss", "http://evil.localhost:1").sign();
    // attack: 24
    typ_of_a_session_token: "invalid_token", |f| f.kind::<SessionClaims>().sign();
    for_another_key: "invalid_token", |f| f.claim("cnf", serde_json::json!({ "jkt": Receiver::new().jkt() })).sign();
    nonce_missing: "invalid_token", |f| f.without("nonce").sign();
}

/// A session token of this browser's own handoff in the ticket's place.
// attack: 82
#[tokio::test]
async fn a_session_token_in_its_place() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let (nonce, jkt) = browser.begin().await;
    let token = world.token("ada", ACME, &nonce, &jkt).await;
    let answer = browser.land(&format!("/crosspass/session?ticket={token}")).await;
    answer.refused_at_domain(401, "invalid_token");
    assert_eq!(world.calls("/api/redeem"), 0);
}

// attack: 91
#[tokio::test]
async fn of_a_nonce_that_was_not_begun_here() {
    let (world, mut browser, landing) = landing().await;
    let ticket = world.forge(ticket_of(&landing)).await;
    let ticket = ticket.claim("nonce", "A".repeat(43)).sign();
    let answer = browser.land(&format!("/crosspass/session?ticket={ticket}")).await;
    answer.refused_at_domain(401, "nonce_mismatch");
    assert_eq!(world.allowed("redeem").await, 0);
}
