//! Limits per account and per address (53, 54, 59).
// attacks of this file: 53

use axum::http::Method;
use serde_json::json;

use crate::support::{PASSWORD, World, own_page};

async fn world() -> World {
    World::configured(&[
        ("limits.account_attempts", "3"),
        ("limits.address_attempts", "4"),
        ("trusted_proxies", "10.0.0.0/8, fd00::/8"),
    ])
    .await
}

/// A wrong attempt at `login` from `address`, with more headers.
async fn attempt(world: &World, login: &str, address: &str, more: &[(&str, &str)]) -> u16 {
    let body = json!({ "login": login, "password": "wrong" }).to_string();
    let headers = [&own_page(""), more].concat();
    let answer = world
        .send_from(address, Method::POST, "/api/sign-in", &headers, &body)
        .await;
    answer.status.as_u16()
}

#[tokio::test]
async fn an_account_attacked_from_many_addresses() {
    let world = world().await;
    for turn in 1..=3 {
        assert_eq!(attempt(&world, "ada", &format!("192.0.2.{turn}"), &[]).await, 401);
    }
    assert_eq!(attempt(&world, "ada", "192.0.2.4", &[]).await, 429);
    // In any spelling.
    assert_eq!(attempt(&world, "ADA", "192.0.2.5", &[]).await, 429);
    assert_eq!(attempt(&world, "bob", "192.0.2.6", &[]).await, 401);
}

#[tokio::test]
async fn many_accounts_attacked_from_one_address() {
    let world = world().await;
    for turn in 1..=4 {
        assert_eq!(
            attempt(&world, &format!("user{turn}"), "192.0.2.1", &[]).await,
            401
        );
    }
    assert_eq!(attempt(&world, "user5", "192.0.2.1", &[]).await, 429);
    assert_eq!(attempt(&world, "user5", "192.0.2.2", &[]).await, 401);
}

#[tokio::test]
async fn one_ipv6_network_is_one_address() {
    let world = world().await;
    for turn in 1..=4 {
        let address = format!("2001:db8:1:2::{turn:x}");
        assert_eq!(attempt(&world, &format!("user{turn}"), &address, &[]).await, 401);
    }
    assert_eq!(attempt(&world, "user5", "2001:db8:1:2:ffff::1", &[]).await, 429);
    assert_eq!(attempt(&world, "user5", "2001:db8:1:3::1", &[]).await, 401);
}

#[tokio::test]
async fn ipv4_written_as_ipv6_is_the_same() {
    let world = world().await;
    for turn in 1..=4 {
        attempt(&world, &format!("user{turn}"), "192.0.2.1", &[]).await;
    }
    assert_eq!(attempt(&world, "user5", "::ffff:192.0.2.1", &[]).await, 429);
}

// attack: 59
#[tokio::test]
async fn a_forged_forwarded_for_is_not_believed() {
    let world = world().await;
    for turn in 1..=4 {
        let forged = format!("198.51.100.{turn}");
        let headers = [("x-forwarded-for", forged.as_str())];
        assert_eq!(
            attempt(&world, &format!("user{turn}"), "192.0.2.1", &headers).await,
            401
        );
    }
    let headers = [
        ("x-forwarded-for", "198.51.100.9"),
        ("x-real-ip", "198.51.100.9"),
        ("forwarded", "for=198.51.100.9"),
    ];
    assert_eq!(attempt(&world, "user5", "192.0.2.1", &headers).await, 429);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_client_counts() {
    let world = world().await;
    for turn in 1..=4 {
        // What the client wrote itself stands before what the proxy added.
        let forwarded = format!("203.0.113.{turn}, 192.0.2.1");
        let headers = [("x-forwarded-for", forwarded.as_str())];
        assert_eq!(
            attempt(&world, &format!("user{turn}"), "10.0.0.1", &headers).await,
            401
        );
    }
    let headers = [("x-forwarded-for", "203.0.113.9, 192.0.2.1")];
    assert_eq!(attempt(&world, "user5", "10.0.0.1", &headers).await, 429);
    let headers = [("x-forwarded-for", "192.0.2.1, 192.0.2.2")];
    assert_eq!(attempt(&world, "user5", "10.0.0.1", &headers).await, 401);
}

#[tokio::test]
async fn two_forwarded_for_lines_are_one_list() {
    let world = world().await;
    for turn in 1..=4 {
        let headers = [
            ("x-forwarded-for", "198.51.100.1"),
            ("x-forwarded-for", "192.0.2.1"),
        ];
        assert_eq!(
            attempt(&world, &format!("user{turn}"), "10.0.0.1", &headers).await,
            401
        );
    }
    assert_eq!(attempt(&world, "user5", "192.0.2.1", &[]).await, 429);
}

#[tokio::test]
async fn a_refusal_says_when_to_come_back_and_keeps_the_promise() {
    let world = world().await;
    for turn in 1..=3 {
        attempt(&world, "ada", &format!("192.0.2.{turn}"), &[]).await;
    }
    let answer = world.sign_in("ada", PASSWORD).await;
    answer.refused(429, "rate_limited");
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    world.clock.step(wait - 1);
    world.sign_in("ada", PASSWORD).await.refused(429, "rate_limited");
    world.clock.step(1);
    assert_eq!(world.sign_in("ada", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_right_password_gives_the_attempts_back() {
    let world = World::configured(&[("limits.account_attempts", "3")]).await;
    for _ in 0..4 {
        world
            .sign_in("ada", "wrong")
            .await
            .refused(401, "invalid_credentials");
        world
            .sign_in("ada", "wrong")
            .await
            .refused(401, "invalid_credentials");
        assert_eq!(world.sign_in("ada", PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn a_flood_of_refusals_writes_one_audit_row() {
    let world = World::configured(&[("limits.account_attempts", "3")]).await;
    for _ in 0..20 {
        attempt(&world, "ada", "192.0.2.1", &[]).await;
    }
    let reasons = world.reasons("sign_in", "refused").await;
    assert_eq!(
        reasons.iter().filter(|reason| *reason == "rate_limited").count(),
        1
    );
}

// attack: 54
#[tokio::test]
async fn other_spellings_of_the_path_lead_nowhere() {
    let world = World::new().await;
    for path in [
        "//api/sign-in",
        "/api//sign-in",
        "/API/sign-in",
        "/api/Sign-In",
        "/api/sign-in/",
        "/api%2fsign-in",
        "/api/sign%2din",
        "/./api/sign-in",
        "/api/../api/sign-in",
        "/api/sign-in;a",
        "/api/sign-in%00",
    ] {
        let body = json!({ "login": "ada", "password": PASSWORD }).to_string();
        let answer = world.send(Method::POST, path, &own_page(""), &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("set-cookie")),
            (404, ""),
            "{path}"
        );
    }
}

// attack: 59
#[tokio::test]
async fn forged_hosts_change_nothing() {
    let world = World::new().await;
    let plain = world
        .send(Method::GET, "/.well-known/crosspass-configuration", &[], "")
        .await;
    let headers = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/evil"),
        ("x-original-url", "/healthz"),
        ("x-rewrite-url", "/healthz"),
        ("x-http-method-override", "DELETE"),
    ];
    let forged = world
        .send(Method::GET, "/.well-known/crosspass-configuration", &headers, "")
        .await;
    assert_eq!((forged.status, forged.text), (plain.status, plain.text));
}
