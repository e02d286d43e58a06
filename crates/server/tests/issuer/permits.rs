//! Permits: what they name, and that no endpoint takes one.

use crosspass_issuer::model::Trust;
use crosspass_protocol::{PermitClaims, TokenKind};
use serde_json::json;

use crate::support::{ACME, PASSWORD, World};

async fn domains(world: &World, audience: Option<&str>) -> Vec<String> {
    let body = json!({ "login": "ada", "password": PASSWORD, "audience": audience });
    let permit = world.call("/api/sign-in", "", &body).await.member("permit");
    let permit = world.forge_of(&permit).await;
    assert_eq!(permit.header["typ"], PermitClaims::TYP);
    serde_json::from_value(permit.payload["domains"].clone()).unwrap()
}

#[tokio::test]
async fn names_the_domains_that_the_user_may_enter() {
    let world = World::new().await;
    let mut named = domains(&world, None).await;
    named.sort();
    assert_eq!(named, [ACME, crate::support::GLOBEX]);
}

#[tokio::test]
async fn never_cuts_the_requested_one_from_a_hundred() {
    let world = World::new().await;
    for number in 0..120 {
        world
            .add_domain(
                &format!("http://d{number}.localhost:9100"),
                "acme",
                Trust::FirstParty,
            )
            .await;
    }
    let last = "http://d99.localhost:9100";
    for requested in [ACME, last] {
        let named = domains(&world, Some(requested)).await;
        assert_eq!(named.len(), 100);
        assert!(named.iter().any(|origin| origin == requested), "{requested}");
    }
}
