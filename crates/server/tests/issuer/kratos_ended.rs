//! A session that ended at Ory Kratos gives nothing any more, and one that ended here ends there (65, 70, 71).

use axum::http::Method;
use ory_kratos_client::models::AuthenticatorAssuranceLevel::Aal0;
use serde_json::json;

use crate::support::stand_in::{Fault, Identity};
use crate::support::{ACME, Provided, Receiver, STEVE, kratos_cookie, others_answers, person, sign_in_path};

/// What each way to a token or ticket answers for a session whose token and ticket were given before: status and code.
async fn asked(
    provided: &Provided,
    cookie: &str,
    receiver: &Receiver,
    token: &str,
    ticket: &str,
) -> Vec<(u16, String)> {
    let world = &provided.world;
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let proof = receiver.proof(world.issuer.clock.now());
    [
        world.renew(token, receiver).await,
        world.redeem(ticket, &proof).await,
        world.call("/api/handoffs", cookie, &body).await,
    ]
    .iter()
    .map(|answer| (answer.status.as_u16(), answer.code()))
    .collect()
}

/// What somebody does to a session at Kratos, by its id.
type End = fn(&Provided, &str);

fn make_inactive(provided: &Provided) {
    provided.kratos.put(Identity {
        state: ory_kratos_client::models::identity::StateEnum::Inactive,
        ..person(1, STEVE)
    });
}

/// Everything that can end a session at Kratos.
fn ends() -> Vec<(&'static str, End)> {
    vec![
        ("revoked", |provided, session| provided.kratos.revoke(session)),
        ("gone", |provided, session| provided.kratos.forget(session)),
        ("expired", |provided, _| provided.world.clock.step(24 * 60 * 60)),
        ("level", |provided, session| {
            provided.kratos.set_level(session, Aal0)
        }),
        ("identity", |provided, session| {
            provided.kratos.put(person(2, "mallory@example.com"));
            provided.kratos.hand_to(session, "mallory@example.com");
        }),
        ("inactive", |provided, _| make_inactive(provided)),
        ("inactive, in a session that goes on", |provided, _| {
            provided.kratos.keep_sessions_of_inactive();
            make_inactive(provided);
        }),
    ]
}

// attack: 71
#[tokio::test]
async fn nothing_is_minted_redeemed_or_renewed_after() {
    for (name, end) in ends() {
        let settings = [
            ("session.absolute_seconds", "172800"),
            ("session.idle_seconds", "172800"),
        ];
        let provided = Provided::configured(&settings).await;
        let receiver = Receiver::new();
        let (cookie, session) = provided.steve().await;
        let token = provided.token(&receiver, &cookie).await;
        let ticket = provided.ticket(&receiver, &cookie).await;
        end(&provided, &session);
        // The first one to ask finds out; for the others it has ended here, too. An old ticket says that it is old.
        for (status, code) in asked(&provided, &cookie, &receiver, &token, &ticket).await {
            let expected = if name == "expired" && code == "token_expired" {
                "token_expired"
            } else {
                "login_required"
            };
            assert_eq!((status, code.as_str()), (401, expected), "{name}");
        }
        assert_eq!(provided.world.visit("/", &cookie).await.status, 303, "{name}");
        let page = provided
            .world
            .visit(&sign_in_path(ACME, Some(&receiver)), &cookie)
            .await;
        assert_eq!(page.status, 200, "{name}");
        assert_eq!(
            provided.world.reasons("sign_out", "allowed").await,
            ["provider_session_ended"],
            "{name}"
        );
    }
}

// attack: 71
#[tokio::test]
async fn each_way_asks_anew() {
    for way in ["renew", "redeem", "handoffs", "page"] {
        let provided = Provided::new().await;
        let receiver = Receiver::new();
        let (cookie, session) = provided.steve().await;
        let token = provided.token(&receiver, &cookie).await;
        let ticket = provided.ticket(&receiver, &cookie).await;
        let before = provided.kratos.asked().len();
        provided.kratos.revoke(&session);
        let world = &provided.world;
        let status = match way {
            "renew" => world.renew(&token, &receiver).await.status,
            "redeem" => {
                world
                    .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
                    .await
                    .status
            }
            "handoffs" => {
                let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
                world.call("/api/handoffs", &cookie, &body).await.status
            }
            _ => {
                let page = world.visit(&sign_in_path(ACME, Some(&receiver)), &cookie).await;
                assert!(
                    page.location().starts_with("/sign-in?return_to="),
                    "{}",
                    page.location()
                );
                page.status
            }
        };
        assert_eq!(status, if way == "page" { 303 } else { 401 }, "{way}");
        let expected = format!("GET /admin/sessions/{session}?expand=identity ");
        assert_eq!(provided.kratos.asked().get(before), Some(&expected), "{way}");
    }
}

#[tokio::test]
async fn who_lacks_the_key_troubles_nobody() {
    let provided = Provided::new().await;
    let receiver = Receiver::new();
    let (cookie, _) = provided.steve().await;
    let token = provided.token(&receiver, &cookie).await;
    let ticket = provided.ticket(&receiver, &cookie).await;
    let before = provided.kratos.asked().len();
    let thief = Receiver::new();
    provided
        .world
        .renew(&token, &thief)
        .await
        .refused(401, "invalid_token");
    let proof = thief.proof(provided.world.issuer.clock.now());
    provided
        .world
        .redeem(&ticket, &proof)
        .await
        .refused(401, "invalid_token");
    assert_eq!(provided.kratos.asked().len(), before);
}

// attack: 75, 115
#[tokio::test]
async fn a_kratos_that_does_not_answer_ends_nothing_and_gives_nothing() {
    let faults = [
        Fault::Hangs,
        Fault::Status(500),
        Fault::Status(401),
        Fault::Oversized,
    ];
    let faults = faults.into_iter().chain(others_answers());
    let provided = Provided::new().await;
    let receiver = Receiver::new();
    let (cookie, _) = provided.steve().await;
    let token = provided.token(&receiver, &cookie).await;
    let ticket = provided.ticket(&receiver, &cookie).await;
    for fault in faults {
        provided.kratos.set_fault(Some(fault));
        for (status, code) in asked(&provided, &cookie, &receiver, &token, &ticket).await {
            assert_eq!(
                (status, code.as_str()),
                (503, "temporarily_unavailable"),
                "{fault:?}"
            );
        }
    }
    provided.kratos.set_fault(None);
    assert_eq!(provided.world.renew(&token, &receiver).await.status, 200);
    assert!(provided.world.reasons("sign_out", "allowed").await.is_empty());
}

// attack: 65, 69
#[tokio::test]
async fn signing_out_ends_it_at_kratos_and_its_cookie_is_worth_nothing() {
    let provided = Provided::new().await;
    let (answer, value, session) = provided.attempt(STEVE).await;
    let cookie = crate::support::session_cookie(&answer);
    assert_eq!(provided.kratos.active(), [session]);
    assert!(
        provided
            .world
            .call("/api/sign-out", &cookie, &json!({}))
            .await
            .status
            .is_success()
    );
    // Before Kratos has heard of it.
    let (attempt, back) = provided.leave("/provider/start", "").await;
    provided.world.clock.step(-1);
    let early = provided
        .come_back(&back, &[&attempt, &kratos_cookie(&value)])
        .await;
    assert_eq!(early.status, 401, "{}", early.text);
    provided.world.clock.step(1);
    assert_eq!(provided.world.issuer.end_at_provider().await.unwrap(), 0);
    assert!(provided.kratos.active().is_empty());
    let (attempt, back) = provided.leave("/provider/start", "").await;
    let late = provided
        .come_back(&back, &[&attempt, &kratos_cookie(&value)])
        .await;
    assert_eq!(late.status, 401, "{}", late.text);
}

// attack: 68
#[tokio::test]
async fn a_kratos_that_is_down_is_told_later() {
    let provided = Provided::new().await;
    let (cookie, session) = provided.steve().await;
    provided.kratos.set_fault(Some(Fault::Status(500)));
    provided.world.call("/api/sign-out", &cookie, &json!({})).await;
    let issuer = &provided.world.issuer;
    assert_eq!(issuer.end_at_provider().await.unwrap(), 1);
    assert_eq!(issuer.end_at_provider().await.unwrap(), 0, "not twice at once");
    provided.kratos.set_fault(None);
    assert_eq!(provided.kratos.active(), [session]);
    provided.world.clock.step(2);
    assert_eq!(issuer.end_at_provider().await.unwrap(), 0);
    assert!(provided.kratos.active().is_empty());
}

/// Only Kratos itself can say that it has ended a session, or that it has none of that id.
// attack: 116
#[tokio::test]
async fn what_stands_in_kratos_place_cannot_say_that_it_has_ended() {
    let provided = Provided::new().await;
    let (cookie, session) = provided.steve().await;
    let issuer = &provided.world.issuer;
    provided.kratos.set_fault(Some(Fault::Status(500)));
    provided.world.call("/api/sign-out", &cookie, &json!({})).await;
    assert_eq!(issuer.end_at_provider().await.unwrap(), 1);
    for fault in others_answers() {
        provided.kratos.set_fault(Some(fault));
        provided.world.clock.step(10 * 60);
        assert_eq!(issuer.end_at_provider().await.unwrap(), 1, "{fault:?}");
    }
    provided.kratos.set_fault(None);
    assert_eq!(provided.kratos.active(), [session]);
    provided.world.clock.step(10 * 60);
    assert_eq!(issuer.end_at_provider().await.unwrap(), 0);
    assert!(provided.kratos.active().is_empty());
}

// attack: 70
#[tokio::test]
async fn a_disabled_user_is_signed_out_there_and_kept_out_here() {
    let provided = Provided::new().await;
    let (cookie, _) = provided.steve().await;
    let login = crosspass_issuer::model::Login::parse(STEVE).unwrap();
    let context = provided.world.audit_context();
    provided
        .world
        .store
        .set_disabled(&login, true, &context)
        .await
        .unwrap();
    provided.world.issuer.end_at_provider().await.unwrap();
    assert!(provided.kratos.active().is_empty());
    assert_eq!(provided.world.visit("/", &cookie).await.status, 303);
    let (answer, ..) = provided.attempt(STEVE).await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (403, ""));
    assert!(answer.text.contains("access_denied"), "{}", answer.text);
    assert_eq!(
        provided.world.reasons("sign_in", "refused").await,
        ["user_disabled"]
    );
}

// attack: 70
#[tokio::test]
async fn a_removed_user_is_signed_out_there_and_comes_back_as_another() {
    let provided = Provided::new().await;
    provided.steve().await;
    let before = provided.world.audit().await.pop().unwrap().sub;
    let login = crosspass_issuer::model::Login::parse(STEVE).unwrap();
    let context = provided.world.audit_context();
    provided.world.store.remove_user(&login, &context).await.unwrap();
    provided.world.issuer.end_at_provider().await.unwrap();
    assert!(provided.kratos.active().is_empty());
    provided.steve().await;
    let after = provided.world.audit().await.pop().unwrap().sub;
    assert!(before.is_some() && before != after);
}

/// "Use another account" on a page for somebody whom Crosspass refuses leads to signing out, though nobody is signed in.
#[tokio::test]
async fn signing_out_ends_what_kratos_alone_has() {
    let provided = Provided::new().await;
    let cookie = kratos_cookie(&provided.kratos.sign_in(STEVE).0);
    provided.world.call("/api/sign-out", &cookie, &json!({})).await;
    provided.world.issuer.end_at_provider().await.unwrap();
    assert!(provided.kratos.active().is_empty());
    let headers = [
        ("cookie", cookie.as_str()),
        ("origin", ACME),
        ("content-type", "application/json"),
    ];
    let foreign = provided
        .world
        .send(Method::POST, "/api/sign-out", &headers, "{}")
        .await;
    assert_eq!(foreign.status, 403);
}
