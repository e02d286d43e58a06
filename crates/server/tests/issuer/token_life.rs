//! How long a session token lives: as `session.token_seconds` says, whichever way it is given.

use crosspass_cli::{Config, Sources};
use serde_json::json;

use crate::redeem::claims;
use crate::support::{ACME, ISSUER, PASSWORD, Receiver, World};

/// A life that is no default of anything.
const LIFE: i64 = 7;

async fn world() -> World {
    World::configured(&[("session.token_seconds", "7")]).await
}

#[tokio::test]
async fn at_sign_in() {
    let world = world().await;
    let receiver = Receiver::new();
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": ACME,
                       "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/sign-in", "", &body).await;
    let claims = claims(&world, &answer, &receiver).await;
    assert_eq!((claims.expires_at - claims.issued_at).0, LIFE);
}

#[tokio::test]
async fn at_a_handoff() {
    let world = world().await;
    let receiver = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    let answer = world.call("/api/handoffs", &world.ada().await, &body).await;
    let claims = claims(&world, &answer, &receiver).await;
    assert_eq!((claims.expires_at - claims.issued_at).0, LIFE);
}

#[tokio::test]
async fn at_redeem_and_at_renew() {
    let world = world().await;
    let receiver = Receiver::new();
    let ticket = world.ticket(&receiver).await;
    let redeemed = world
        .redeem(&ticket, &receiver.proof(world.issuer.clock.now()))
        .await;
    let first = claims(&world, &redeemed, &receiver).await;
    assert_eq!((first.expires_at - first.issued_at).0, LIFE);
    world.clock.step(LIFE);
    let renewed = world.renew(&redeemed.member("token"), &receiver).await;
    let second = claims(&world, &renewed, &receiver).await;
    assert_eq!((second.expires_at - first.expires_at).0, LIFE);
}

/// A page that renews each token just before its end stays signed in, at the tightest pair that starts.
#[tokio::test]
async fn as_long_as_an_idle_session_is_long_enough() {
    let world = World::configured(&[("session.token_seconds", "60"), ("session.idle_seconds", "60")]).await;
    let receiver = Receiver::new();
    let (_, mut token) = world.popup_session(&receiver).await;
    for _ in 0..5 {
        world.clock.step(59);
        let answer = world.renew(&token, &receiver).await;
        claims(&world, &answer, &receiver).await;
        token = answer.member("token");
    }
}

fn complaint(settings: &[(&'static str, &str)]) -> String {
    let given = settings
        .iter()
        .map(|&(name, value)| (name, Some(value.to_owned())));
    let flags: Vec<_> = given.chain([("issuer", Some(ISSUER.to_owned()))]).collect();
    let checked = Config::check(&Sources::gather(&flags, |_| None).unwrap());
    checked.map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn five_seconds_to_ten_minutes() {
    for good in ["5", "600"] {
        assert_eq!(complaint(&[("session.token_seconds", good)]), "");
    }
    for bad in ["4", "601", "0", "-5", "5.5", "", "ten"] {
        let complaint = complaint(&[("session.token_seconds", bad)]);
        let named = format!("session.token_seconds: {bad:?} is not usable");
        assert!(
            complaint.contains(&named) && complaint.contains("a whole number from 5 to 600"),
            "{complaint}"
        );
    }
}

#[test]
fn longer_than_an_idle_session_names_both() {
    let complaint = complaint(&[("session.idle_seconds", "300")]);
    let said = "session.token_seconds: 600 is more than session.idle_seconds, 300; expected at most \
                session.idle_seconds, or pages that are open all the time lose their session; from the default; \
                session.idle_seconds is from the flag --idle-seconds";
    assert!(complaint.contains(said), "{complaint}");
}
