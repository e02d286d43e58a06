//! Back-channel logout: the issuer's word ends the session, and nobody else's (65, 66, 67).

use axum::http::Method;
use crosspass_issuer::Clock;
use crosspass_protocol::{
    LogoutClaims, Origin, Seconds, SessionClaims, SessionId, Subject, TicketClaims, TokenId, sign,
};
use serde_json::json;

use crate::support::{ACME, Answer, Browser, Forge, GLOBEX, Receiver, World};

const FORM: &str = "application/x-www-form-urlencoded";

/// The issuer's logout token for the session of a session token.
async fn logout_token(world: &World, token: &str) -> String {
    let session = world.forge(token).await.payload;
    let text = |name: &str| session[name].as_str().unwrap();
    let now = world.clock.now();
    let claims = LogoutClaims {
        issuer: Origin::parse(text("iss")).unwrap(),
        audience: Origin::parse(text("aud")).unwrap(),
        token_id: TokenId::from_random(world.random.bytes().unwrap()),
        issued_at: now,
        expires_at: now + Seconds(120),
        session_id: SessionId::parse(text("sid")).unwrap(),
        subject: Subject::parse(text("sub")).unwrap(),
    };
    let keys = world.issuer.keys(now).await.unwrap();
    sign(&keys.active, &claims).unwrap()
}

/// Posts as the issuer does: no cookie, no `Origin`.
async fn post(browser: &Browser, kind: &str, body: &str) -> Answer {
    let headers = [("host", browser.host()), ("content-type", kind)];
    browser
        .raw(Method::POST, "/crosspass/backchannel-logout", &headers, body)
        .await
}

/// The issuer tells that the session of a token has ended.
pub(crate) async fn tell(world: &World, browser: &mut Browser, token: &str) -> Answer {
    let logout = logout_token(world, token).await;
    post(browser, FORM, &format!("logout_token={logout}")).await
}

async fn entered() -> (World, Browser) {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    world.enter(&mut browser, "ada").await;
    (world, browser)
}

// attack: 65
#[tokio::test]
async fn ends_the_session_at_the_next_request() {
    let (world, mut browser) = entered().await;
    // It is among the tokens that need no checks any more.
    assert_eq!(browser.name().await, "Ada Lovelace");
    let (token, copy) = (browser.token(), browser.clone());
    let told = tell(&world, &mut browser, &token).await;
    assert_eq!(
        (told.status.as_u16(), told.header("cache-control")),
        (200, "no-store")
    );
    for mut each in [browser, copy.clone()] {
        assert_eq!(each.visit("/account").await.status, 303);
        assert_eq!(each.token(), "");
    }
    // Nor by renewal, after its time.
    world.clock.step(700);
    assert_eq!(copy.clone().name().await, "nobody");
    assert_eq!(world.calls("/api/renew"), 0);
}

#[tokio::test]
async fn is_known_before_a_token_of_the_session_arrives() {
    let (world, mut browser, token) = crate::popup::answered().await;
    assert_eq!(tell(&world, &mut browser, &token).await.status, 200);
    browser
        .take(&token)
        .await
        .refused_at_domain(401, "login_required");
    assert_eq!(browser.name().await, "nobody");
}

#[tokio::test]
async fn other_members_and_parameters_are_passed_over() {
    let (world, mut browser) = entered().await;
    let token = logout_token(&world, &browser.token()).await;
    let body = format!("state=1&logout_token={token}&logout_tokens=x");
    let told = post(
        &browser,
        "Application/X-WWW-Form-Urlencoded; charset=utf-8",
        &body,
    )
    .await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(browser.name().await, "nobody");
}

// attack: 66
#[tokio::test]
async fn of_another_session_has_no_effect_here() {
    let (world, mut browser) = entered().await;
    let mut other = browser.clone();
    other.cookies.clear();
    world.enter(&mut other, "ada").await;
    let token = other.token();
    assert_eq!(tell(&world, &mut browser, &token).await.status, 200);
    assert_eq!(other.name().await, "nobody");
    assert_eq!(browser.name().await, "Ada Lovelace");
}

// attack: 67
#[tokio::test]
async fn twice() {
    let (world, mut browser) = entered().await;
    let body = format!("logout_token={}", logout_token(&world, &browser.token()).await);
    assert_eq!(post(&browser, FORM, &body).await.status, 200);
    for seconds in [0, 1, 119] {
        world.clock.step(seconds);
        post(&browser, FORM, &body)
            .await
            .refused_at_domain(400, "token_used");
    }
    assert_eq!(browser.name().await, "nobody");
}

/// 400, and the session goes on.
async fn refused(code: &str, forge: impl FnOnce(Forge) -> String) {
    let (world, mut browser) = entered().await;
    let genuine = logout_token(&world, &browser.token()).await;
    let forged = forge(world.forge(&genuine).await);
    let answer = post(&browser, FORM, &format!("logout_token={forged}")).await;
    answer.refused_at_domain(400, code);
    assert_eq!(browser.name().await, "Ada Lovelace");
    assert_eq!(
        post(&browser, FORM, &format!("logout_token={genuine}"))
            .await
            .status,
        200
    );
    assert_eq!(browser.name().await, "nobody");
}

macro_rules! refused_tokens {
    ($($name:ident: $code:literal, $forge:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($code, $forge).await;
        })+
    };
}

// attack: 67
refused_tokens! {
    with_a_nonce: "invalid_token", |f| f.claim("nonce", "A".repeat(43)).sign();
    of_the_wrong_type: "invalid_token", |f| f.header("typ", "JWT").sign();
    of_the_type_of_a_session_token: "invalid_token", |f| f.kind::<SessionClaims>().sign();
    of_the_type_of_a_ticket: "invalid_token", |f| f.kind::<TicketClaims>().sign();
    for_another_domain: "invalid_token", |f| f.claim("aud", GLOBEX).sign();
    for_two_domains: "invalid_token", |f| f.claim("aud", json!([ACME, GLOBEX])).sign();
    of_another_issuer: "invalid_token", |f| f.claim("iss", ACME).sign();
    a_second_too_old: "token_expired", |f| f.shifted(-151).sign();
    a_second_too_far_ahead: "invalid_token", |f| f.shifted(31).sign();
    a_life_too_long: "invalid_token", |f| { let exp = f.seconds("exp"); f.claim("exp", exp + 1).sign() };
    without_an_end: "invalid_token", |f| f.without("exp").sign();
    without_an_id: "invalid_token", |f| f.without("jti").sign();
    without_a_session: "invalid_token", |f| f.without("sid").sign();
    without_a_user: "invalid_token", |f| f.without("sub").sign();
    without_the_event: "invalid_token", |f| f.without("events").sign();
    of_another_event: "invalid_token", |f| f.claim("events", json!({ "https://evil.example/": {} })).sign();
    of_the_event_with_members: "invalid_token", |f| {
        f.claim("events", json!({ "http://schemas.openid.net/event/backchannel-logout": { "x": 1 } })).sign()
    };
    of_alg_none: "invalid_token", |f| f.header("alg", "none").sign_with(&[]);
    of_nobodys_signature: "invalid_token", |f| f.sign_with(&[1; 64]);
    of_a_domains_key: "invalid_token", |f| {
        let input = f.input();
        f.sign_with(&Receiver::new().key.sign_bytes(input.as_bytes()).unwrap())
    };
    that_is_none: "invalid_token", |_| "x".to_owned();
    that_is_empty: "invalid_token", |_| String::new();
}

// attack: 66, 82
#[tokio::test]
async fn a_session_token_in_its_place() {
    let (_world, mut browser) = entered().await;
    let body = format!("logout_token={}", browser.token());
    post(&browser, FORM, &body)
        .await
        .refused_at_domain(400, "invalid_token");
    assert_eq!(browser.name().await, "Ada Lovelace");
}

// attack: 67
#[tokio::test]
async fn in_another_form() {
    let (world, mut browser) = entered().await;
    let token = logout_token(&world, &browser.token()).await;
    let form = format!("logout_token={token}");
    for (kind, body) in [
        ("application/json", json!({ "logout_token": token }).to_string()),
        ("text/plain", form.clone()),
        ("", form.clone()),
        ("application/x-www-form-urlencodedx", form.clone()),
        (FORM, token.clone()),
        (FORM, String::new()),
        (FORM, format!("{form}&{form}")),
        (FORM, format!("{form}&filler={}", "x".repeat(17 * 1024))),
    ] {
        post(&browser, kind, &body)
            .await
            .refused_at_domain(400, "invalid_request");
    }
    let get = browser
        .visit(&format!("/crosspass/backchannel-logout?{form}"))
        .await;
    assert_eq!(get.status, 405);
    assert_eq!(browser.name().await, "Ada Lovelace");
}

#[tokio::test]
async fn is_asked_for_again_where_it_could_not_be_checked() {
    let (world, mut browser) = entered().await;
    let token = browser.token();
    let restarted = world.backend().browser(ACME);
    world.set_down(true);
    let body = format!("logout_token={}", logout_token(&world, &token).await);
    let answer = post(&restarted, FORM, &body).await;
    answer.refused_at_domain(503, "temporarily_unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    world.set_down(false);
    world.clock.step(5);
    assert_eq!(post(&restarted, FORM, &body).await.status, 200);
    assert_eq!(post(&browser, FORM, &body).await.status, 200);
    assert_eq!(browser.name().await, "nobody");
}

/// A membership that ended and began again: the same issuer session may enter once more.
#[tokio::test]
async fn keeps_nobody_out_who_is_let_in_later() {
    let world = World::new().await;
    let mut browser = world.backend().browser(ACME);
    let cookie = world.enter(&mut browser, "ada").await;
    let token = browser.token();
    assert_eq!(tell(&world, &mut browser, &token).await.status, 200);
    assert_eq!(browser.name().await, "nobody");
    world.clock.step(1);
    let landing = world.to_landing(&mut browser, &cookie).await;
    assert_eq!(browser.visit(&landing).await.status, 303);
    assert_eq!(browser.name().await, "Ada Lovelace");
}
