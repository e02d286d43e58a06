//! Session cookies that are none, or two (48, 49, 50).

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use crate::support::{ACME, PASSWORD, Receiver, World, sign_in_path};

const ANYBODY: &str = "crosspass_issuer=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Such a cookie signs nobody in.
async fn anonymous(cookie: &str) {
    let world = World::new().await;
    let page = world
        .visit(&sign_in_path(ACME, Some(&Receiver::new())), cookie)
        .await;
    assert_eq!((page.status.as_u16(), page.location()), (200, ""));
    let launcher = world.visit("/", cookie).await;
    assert_eq!((launcher.status.as_u16(), launcher.location()), (303, "/sign-in"));
}

// attack: 50
#[tokio::test]
async fn garbage() {
    anonymous("crosspass_issuer=garbage").await;
}

#[tokio::test]
async fn empty() {
    anonymous("crosspass_issuer=").await;
}

#[tokio::test]
async fn of_nobody() {
    anonymous(ANYBODY).await;
}

// attack: 50
#[tokio::test]
async fn of_4097_bytes() {
    anonymous(&format!("crosspass_issuer={}", "A".repeat(4080))).await;
}

// attack: 50
#[tokio::test]
async fn of_8_kilobytes() {
    anonymous(&format!("crosspass_issuer={}", "A".repeat(8192))).await;
}

// attack: 50
#[tokio::test]
async fn truncated() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let page = world.visit("/", &cookie[..cookie.len() - 1]).await;
    assert_eq!(page.status, 303);
}

#[tokio::test]
async fn with_loose_bits_at_the_end() {
    let world = World::new().await;
    let cookie = world.ada().await;
    // The last character holds two bits that mean nothing: only one spelling is taken.
    let last = cookie.chars().last().unwrap();
    let alphabet: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['-', '_'])
        .collect();
    let place = alphabet.iter().position(|known| *known == last).unwrap();
    let other = format!("{}{}", &cookie[..cookie.len() - 1], alphabet[place ^ 1]);
    assert_eq!(world.visit("/", &other).await.status, 303);
}

#[tokio::test]
async fn the_prefixed_name_on_plain_http() {
    let world = World::new().await;
    let cookie = format!("__Host-{}", world.ada().await);
    assert_eq!(world.visit("/", &cookie).await.status, 303);
}

/// A subdomain can toss a cookie without the prefix: an issuer on https does not read it.
// attack: 48
#[tokio::test]
async fn the_bare_name_on_https() {
    let world = World::configured(&[("issuer", "https://auth.example.com")]).await;
    let cookie = crosspass_issuer::model::SessionSecret::from_random([7; 32])
        .reveal()
        .to_string();
    let page = world
        .visit(
            "/",
            &format!("crosspass_issuer={cookie}; crosspass_issuer={cookie}"),
        )
        .await;
    assert_eq!(page.status, 303);
}

// attack: 48
#[tokio::test]
async fn two_of_the_name() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let two = format!("{ANYBODY}; {cookie}");
    let page = world.visit("/", &two).await;
    assert_eq!(page.status, 400);
    assert!(page.text.contains("invalid_request"));
    let receiver = Receiver::new();
    let body = json!({ "audience": ACME, "nonce": receiver.nonce(), "jkt": receiver.jkt() });
    world
        .call("/api/handoffs", &two, &body)
        .await
        .refused(400, "invalid_request");
}

// attack: 49
#[tokio::test]
async fn set_beforehand_is_not_taken_over() {
    let world = World::new().await;
    let body = json!({ "login": "ada", "password": PASSWORD });
    let answer = world.call("/api/sign-in", ANYBODY, &body).await;
    assert_ne!(answer.cookie(), ANYBODY);
    assert_eq!(world.visit("/", ANYBODY).await.status, 303);
    assert_eq!(world.visit("/", &answer.cookie()).await.status, 200);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let world = World::new().await;
    let first = world.ada().await;
    let body = json!({ "login": "bob", "password": PASSWORD });
    let second = world.call("/api/sign-in", &first, &body).await.cookie();
    assert_ne!(first, second);
    assert_eq!(world.visit("/", &first).await.status, 303);
    assert_eq!(world.visit("/", &second).await.status, 200);
}

#[tokio::test]
async fn is_stored_as_a_hash_alone() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let value = cookie.split_once('=').unwrap().1;
    let secret = Base64UrlUnpadded::decode_vec(value).unwrap();
    let content = world.database.content().await;
    assert!(content.windows(3).any(|window| window == b"ada"));
    assert!(!content.windows(32).any(|window| window == secret));
    assert!(
        !content
            .windows(value.len())
            .any(|window| window == value.as_bytes())
    );
    // As PostgreSQL shows bytes.
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!content.windows(hex.len()).any(|window| window == hex.as_bytes()));
}
