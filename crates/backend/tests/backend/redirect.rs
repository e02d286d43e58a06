//! The redirect carrier: from a page of the domain to the issuer and back, without any script.

use crosspass_issuer::Clock;

use crate::support::{ACME, Browser, World};

async fn landing() -> (World, Browser, String) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.sign_in("ada").await;
    let landing = world.to_landing(&mut browser, &cookie).await;
    (world, browser, landing)
}

#[tokio::test]
async fn a_ticket_becomes_the_session() {
    let (_world, mut browser, landing) = landing().await;
    assert!(
        landing.starts_with(&format!("{ACME}/crosspass/session?ticket=ey")),
        "{landing}"
    );
    let answer = browser.visit(&landing).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(answer.location(), format!("{ACME}/account?a=b"));
    assert_eq!(answer.header("referrer-policy"), "strict-origin");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(browser.visit("/account").await.text, "Ada Lovelace");
}

#[tokio::test]
async fn a_page_for_users_leads_there_and_back() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.sign_in("ada").await;
    let away = browser.visit("/account?page=2").await;
    assert_eq!(away.status, 303);
    let begun = browser.visit(away.location()).await;
    assert!(
        begun
            .location()
            .starts_with(&format!("{}/sign-in?", world.origin)),
        "{}",
        begun.location()
    );
    let back = world.visit(begun.location(), &cookie).await;
    let landed = browser.visit(back.location()).await;
    assert_eq!(landed.location(), format!("{ACME}/account?page=2"));
    assert_eq!(browser.visit(landed.location()).await.text, "Ada Lovelace");
}

/// A reload, or the way back: the session that is there came by this very handoff.
// attack: 34
#[tokio::test]
async fn the_landing_again_leads_on_and_redeems_nothing() {
    let (world, mut browser, landing) = landing().await;
    browser.visit(&landing).await;
    let token = browser.token();
    let again = browser.visit(&landing).await;
    assert_eq!(again.location(), format!("{ACME}/account?a=b"));
    assert!(again.cookies().is_empty());
    assert_eq!((browser.token(), world.calls("/api/redeem")), (token, 1));
}

/// The answer was lost on its way to the browser, which asks once more.
// attack: 25, 34
#[tokio::test]
async fn a_lost_answer_is_given_again_for_thirty_seconds() {
    for (seconds, is_given) in [(30, true), (31, false)] {
        let (world, mut browser, landing) = landing().await;
        let mut before = browser.clone();
        browser.visit(&landing).await;
        let session = browser.session().await;
        world.clock.step(seconds);
        if is_given {
            assert_eq!(before.visit(&landing).await.status, 303, "{seconds}");
            assert_eq!(before.session().await["session_id"], session["session_id"]);
        } else {
            before.land(&landing).await.refused_at_domain(401, "token_used");
        }
    }
}

// attack: 35
#[tokio::test]
async fn a_ticket_lives_thirty_seconds_and_thirty_more_for_clocks() {
    for seconds in [29, 31, 60] {
        let (world, mut browser, landing) = landing().await;
        world.clock.step(seconds);
        assert_eq!(browser.visit(&landing).await.status, 303, "{seconds}");
    }
    let (world, mut browser, landing) = landing().await;
    world.clock.step(61);
    browser
        .land(&landing)
        .await
        .refused_at_domain(401, "token_expired");
    assert_eq!(world.calls("/api/redeem"), 0);
}

#[tokio::test]
async fn an_issuer_out_of_reach_is_said_and_harms_nothing() {
    let (world, mut browser, landing) = landing().await;
    world.set_down(true);
    let answer = browser.land(&landing).await;
    answer.refused_at_domain(503, "temporarily_unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    world.set_down(false);
    world.clock.step(5);
    assert_eq!(browser.visit(&landing).await.status, 303);
}

#[tokio::test]
async fn a_refusal_page_can_be_neither_framed_nor_kept() {
    let (_world, mut browser, _) = landing().await;
    let page = browser.land("/crosspass/session?ticket=x").await;
    page.refused_at_domain(401, "invalid_token");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text.contains("<script"));
}

/// What is remembered of a handoff has its time, too.
#[tokio::test]
async fn the_cookie_of_a_handoff_says_when_it_was_made() {
    let (world, browser, _) = landing().await;
    let (_, value) = browser
        .cookies
        .iter()
        .find(|(name, _)| name.contains("begun"))
        .unwrap();
    let (made_at, _) = value.split_once('.').unwrap();
    assert_eq!(made_at.parse::<i64>().unwrap(), world.clock.now().seconds());
}
