//! Signing in at Ory Kratos: the way there and back, the session that comes of it, and what it leads to.

use serde_json::json;

use crate::support::{
    ACME, GLOBEX, INITECH, PASSWORD, Provided, Receiver, STEVE, kratos_cookie, link, session_cookie,
    sign_in_path, start_path, way_back,
};

#[tokio::test]
async fn the_sign_in_page_leads_to_the_provider() {
    let provided = Provided::new().await;
    let receiver = Receiver::new();
    let page = provided
        .world
        .visit(&sign_in_path(ACME, Some(&receiver)), "")
        .await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("<title>ACME</title>"), "{}", page.text);
    let leaves = provided.world.visit(&link(&page), "").await;
    assert_eq!(leaves.status, 303, "{}", leaves.text);
    let public = format!("http://auth.localhost:{}", provided.kratos.public_port());
    let begins = format!("{public}/self-service/login/browser?return_to=http%3A%2F%2Fauth%2Elocalhost");
    assert!(leaves.location().starts_with(&begins), "{}", leaves.location());
    let cookie = leaves.header("set-cookie");
    for part in [
        "crosspass_attempt=",
        "Path=/",
        "HttpOnly",
        "SameSite=Lax",
        "Max-Age=900",
    ] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(way_back(&leaves).starts_with("/provider/return?state="));
}

#[tokio::test]
async fn coming_back_goes_to_every_domain_where_that_is_configured() {
    let provided = Provided::configured(&[("propagation.after_sign_in", "true")]).await;
    let (attempt, back) = provided.leave_for_acme(&Receiver::new()).await;
    let (value, _) = provided.kratos.sign_in(STEVE);
    let answer = provided
        .come_back(&back, &[&attempt, &kratos_cookie(&value)])
        .await;
    assert!(
        answer.location().starts_with("/propagate/"),
        "{}",
        answer.location()
    );
    // Nobody is at Acme's address here: the receipt says so, and has the way on.
    let receipt = provided
        .world
        .visit(answer.location(), &session_cookie(&answer))
        .await;
    assert!(
        receipt.text.contains("skipped propagate.unreachable"),
        "{}",
        receipt.text
    );
}

#[tokio::test]
async fn coming_back_begins_a_session_and_goes_on_to_the_domain() {
    let provided = Provided::new().await;
    let receiver = Receiver::new();
    let (attempt, back) = provided.leave_for_acme(&receiver).await;
    let (value, _) = provided.kratos.sign_in(STEVE);
    let answer = provided
        .come_back(&back, &[&attempt, &kratos_cookie(&value)])
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let taken = answer.headers.get_all("set-cookie").iter();
    assert!(
        taken.into_iter().any(|line| line
            .to_str()
            .unwrap()
            .starts_with("crosspass_attempt=; Path=/; Max-Age=0")),
        "{:?}",
        answer.headers
    );
    let cookie = session_cookie(&answer);
    let lands = provided.world.visit(answer.location(), &cookie).await;
    assert!(
        lands
            .location()
            .starts_with(&format!("{ACME}/crosspass/receiver.html#ticket=")),
        "{}",
        lands.location()
    );
    let proof = receiver.proof(provided.world.issuer.clock.now());
    let token = provided
        .world
        .redeem(&lands.ticket(), &proof)
        .await
        .member("token");
    let claims = provided.world.forge_of(&token).await.payload;
    // How, only the provider knows.
    assert!(!claims.contains_key("amr"));
    assert_eq!(
        (claims["name"].as_str(), claims["email"].as_str()),
        (Some("Steve Shirley"), Some(STEVE))
    );
    let renewed = provided.world.renew(&token, &receiver).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
}

// attack: 49
#[tokio::test]
async fn the_next_sign_in_is_the_same_user_under_a_fresh_session() {
    let provided = Provided::new().await;
    let (first, _) = provided.steve().await;
    let subject = provided.world.audit().await.pop().unwrap().sub;
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let (value, _) = provided.kratos.sign_in(STEVE);
    let answer = provided
        .come_back(&back, &[&attempt, &kratos_cookie(&value), &first])
        .await;
    let second = session_cookie(&answer);
    assert_ne!(first, second);
    assert_eq!(provided.world.audit().await.pop().unwrap().sub, subject);
    assert_eq!(provided.world.visit("/", &first).await.status, 303);
    assert_eq!(provided.world.visit("/", &second).await.status, 200);
}

#[tokio::test]
async fn without_a_wish_it_ends_at_the_launcher() {
    let provided = Provided::new().await;
    let (answer, ..) = provided.attempt(STEVE).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/sign-in"));
    let next = provided.world.visit("/sign-in", &session_cookie(&answer)).await;
    assert_eq!((next.status.as_u16(), next.location()), (303, "/"));
}

#[tokio::test]
async fn who_is_signed_in_does_not_leave_again() {
    let provided = Provided::new().await;
    let (cookie, _) = provided.steve().await;
    let receiver = Receiver::new();
    let answer = provided.world.visit(&start_path(ACME, &receiver), &cookie).await;
    assert!(
        answer.location().starts_with("/sign-in?return_to="),
        "{}",
        answer.location()
    );
}

#[tokio::test]
async fn nobody_leaves_for_a_domain_that_is_not_there() {
    let provided = Provided::new().await;
    let path = "/provider/start?return_to=http://nowhere.localhost:1/";
    let answer = provided.world.visit(path, "").await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (400, ""));
    assert!(answer.text.contains("unknown_domain"), "{}", answer.text);
}

#[tokio::test]
async fn passwords_are_not_taken() {
    let provided = Provided::new().await;
    let answer = provided.world.sign_in("ada", PASSWORD).await;
    answer.refused(401, "login_required");
    assert_eq!(
        provided.world.reasons("sign_in", "refused").await,
        ["provider_only"]
    );
}

#[tokio::test]
async fn without_a_provider_there_is_nothing_to_leave_for() {
    let world = crate::support::World::new().await;
    for path in ["/provider/start", "/provider/return?state=AAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(world.visit(path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn members_of_two_organizations_enter_both_and_no_third() {
    let provided = Provided::new().await;
    let (cookie, _) = provided.steve().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    assert_eq!(
        provided.world.call("/api/handoffs", &cookie, &body).await.status,
        200
    );
    let asks = provided
        .world
        .visit(&sign_in_path(GLOBEX, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!(asks.status, 200);
    let refused = provided
        .world
        .visit(&sign_in_path(INITECH, Some(&Receiver::new())), &cookie)
        .await;
    assert_eq!(refused.status, 403);
}
