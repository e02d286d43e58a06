//! Handoffs of a propagation: begun by its id, landed as always, and then back to the issuer, and to nowhere else.

use axum::http::Method;

use crate::support::{ACME, Answer, Browser, World};

const ID: &str = "AAECAwQFBgcICQoLDA0ODw";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn onward(world: &World) -> String {
    format!("{}/propagate/{ID}", world.origin)
}

/// From the begin address to the landing's, for who has that cookie at the issuer.
async fn to_landing(world: &World, browser: &mut Browser, cookie: &str) -> String {
    let begun = browser.visit(&format!("/crosspass/begin?propagate={ID}")).await;
    assert_eq!(begun.status, 303, "{}", begun.text);
    world.visit(begun.location(), cookie).await.location().to_owned()
}

async fn landed() -> (World, Browser, String) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.sign_in("ada").await;
    let landing = to_landing(&world, &mut browser, &cookie).await;
    (world, browser, landing)
}

// attack: 38
#[tokio::test]
async fn the_issuer_is_told_of_the_root() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let begun = browser.visit(&format!("/crosspass/begin?propagate={ID}")).await;
    let root = "return_to=http%3A%2F%2Facme%2Elocalhost%3A9001%2F&";
    assert!(begun.location().contains(root), "{}", begun.location());
    assert!(!begun.location().contains(ID), "{}", begun.location());
}

// attack: 40
#[tokio::test]
async fn a_landing_leads_on() {
    let (world, mut browser, landing) = landed().await;
    let answer = browser.visit(&landing).await;
    assert_eq!(
        (answer.status.as_u16(), answer.location()),
        (303, &*onward(&world))
    );
    assert_eq!(browser.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn a_repeated_landing_leads_on_as_well() {
    let (world, mut browser, landing) = landed().await;
    let mut before = browser.clone();
    browser.visit(&landing).await;
    // The browser came back to it, or never heard the answer.
    assert_eq!(browser.visit(&landing).await.location(), onward(&world));
    assert_eq!(before.visit(&landing).await.location(), onward(&world));
    assert_eq!(before.name().await, "Ada Lovelace");
}

/// The issuer notes that this one got no session, and goes on.
// attack: 36
#[tokio::test]
async fn a_refusal_leads_on_without_a_session() {
    let (world, mut browser, landing) = landed().await;
    world.set_down(true);
    let answer = browser.visit(&landing).await;
    answer.signs_nobody_in();
    assert_eq!(answer.location(), onward(&world));
    world.set_down(false);
    assert_eq!(browser.name().await, "nobody");
}

// attack: 34, 38, 39
#[tokio::test]
async fn a_ticket_that_nobody_began_here_leads_nowhere() {
    let (world, _, landing) = landed().await;
    let mut other = world.backend().browser(ACME);
    let answer = other.land(&landing).await;
    answer.refused_at_domain(401, "nonce_mismatch");
    assert_eq!(answer.location(), "");
}

async fn answered(world: &World, browser: &mut Browser, user: &str) -> Answer {
    let bob = world.sign_in("bob").await;
    let landing = to_landing(world, browser, &bob).await;
    let question = browser.land(&landing).await;
    assert_eq!(question.status, 409);
    assert_eq!(browser.name().await, "Ada Lovelace");
    let headers = [("origin", ACME), ("sec-fetch-site", "same-origin"), FORM];
    let body = format!("user={user}");
    browser
        .send(Method::POST, "/crosspass/answer", &headers, &body)
        .await
}

/// A page is between, because a form's policy is about redirects as well.
// attack: 39
#[tokio::test]
async fn another_user_is_asked_for_and_both_answers_lead_on() {
    for (user, name) in [("switch", "Bob"), ("stay", "Ada Lovelace")] {
        let world = World::new().await;
        let mut browser = world.backend().browser(ACME);
        world.enter(&mut browser, "ada").await;
        let answer = answered(&world, &mut browser, user).await;
        let refresh = format!("0; url={}", onward(&world));
        assert_eq!(
            (answer.status.as_u16(), answer.header("refresh")),
            (200, &*refresh)
        );
        assert!(answer.text.contains(&onward(&world)), "{}", answer.text);
        assert_eq!(browser.name().await, name);
    }
}

// attack: 31, 33
#[tokio::test]
async fn what_is_no_id_begins_nothing() {
    for query in [
        "propagate=",
        "propagate=x",
        "propagate=AAECAwQFBgcICQoLDA0ODx",
        "propagate=AAECAwQFBgcICQoLDA0OD%2f",
        "propagate=..%2f..%2fAAAAAAAAAAAAAAAA",
        "propagate=https://evil.example",
        "propagate=AAECAwQFBgcICQoLDA0ODw&return_to=/",
        "propagate=AAECAwQFBgcICQoLDA0ODw&propagate=AAECAwQFBgcICQoLDA0ODw",
        "Propagate=AAECAwQFBgcICQoLDA0ODw",
    ] {
        let world = World::new().await;
        let mut browser = world.backend().browser(ACME);
        let answer = browser.visit(&format!("/crosspass/begin?{query}")).await;
        answer.refused_at_domain(400, "invalid_request");
        assert!(
            answer.location().is_empty() && browser.cookies.is_empty(),
            "{query}"
        );
    }
}

/// What is in the cookie is the browser's word: it leads to the configured issuer, or home.
// attack: 31
#[tokio::test]
async fn an_edited_cookie_leads_to_no_other_place() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    for edited in [
        "propagate/https://evil.example/",
        "propagate/",
        "propagate//evil.example",
        "https://evil.example/propagate/AAECAwQFBgcICQoLDA0ODw",
    ] {
        let (world, mut browser, landing) = landed().await;
        let now = crosspass_issuer::Clock::now(world.clock.as_ref()).seconds();
        let value = format!("{now}.{}", Base64UrlUnpadded::encode_string(edited.as_bytes()));
        for (name, cookie) in &mut browser.cookies {
            if name.contains("-begun") {
                cookie.clone_from(&value);
            }
        }
        let answer = browser.land(&landing).await;
        answer.refused_at_domain(401, "nonce_mismatch");
        assert_eq!(answer.location(), "", "{edited}");
    }
}

/// A propagation comes once to each domain, so that its turns are no sign of a loop; a loop of them ends all the same.
// attack: 37
#[tokio::test]
async fn turns_are_counted_apart() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let begin = format!("/crosspass/begin?propagate={ID}");
    for _ in 0..3 {
        assert_eq!(browser.visit("/crosspass/begin").await.status, 303);
        assert_eq!(browser.visit(&begin).await.status, 303);
    }
    browser
        .visit("/crosspass/begin")
        .await
        .refused_at_domain(400, "redirect_loop");
    browser
        .visit(&begin)
        .await
        .refused_at_domain(400, "redirect_loop");
}
