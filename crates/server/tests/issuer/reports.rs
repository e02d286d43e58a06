//! What pages report of handoffs that failed: who is noted with it, and who is not.

use axum::http::Method;
use crosspass_issuer::model::AuditRow;
use serde_json::{Value, json};

use crate::support::{ACME, GLOBEX, ISSUER, World, own_page};

/// A report, and the row it left.
async fn report(world: &World, headers: &[(&str, &str)], body: &Value) -> AuditRow {
    let body = body.to_string();
    let sent = world.send(Method::POST, "/api/report", headers, &body);
    assert_eq!(sent.await.status, 204);
    world.audit().await.pop().unwrap()
}

#[tokio::test]
async fn the_issuers_own_page_names_the_domain_and_its_cookie_the_user() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let body = json!({ "stage": "popup", "code": "popup_blocked", "audience": ACME });
    let row = report(&world, &own_page(&cookie), &body).await;
    assert_eq!((row.event.as_str(), row.outcome.as_str()), ("report", "refused"));
    let told = (row.reason.as_str(), row.stage.as_deref());
    assert_eq!(told, ("popup_blocked", Some("popup")));
    let about = (row.login.as_deref(), row.domain.as_deref());
    assert_eq!(about, (Some("ada"), Some(ACME)));
    assert!(row.sid.is_some() && row.reference.is_some());
}

#[tokio::test]
async fn of_another_page_its_origin_is_noted_if_it_is_a_domains_and_nobodys_name() {
    let world = World::new().await;
    let cookie = world.ada().await;
    for (origin, cookie, domain) in [
        (GLOBEX, cookie.as_str(), Some(GLOBEX)),
        ("https://evil.test", &cookie, None),
        ("null", &cookie, None),
        (ISSUER, "", Some(ACME)),
    ] {
        let headers = [
            ("origin", origin),
            ("content-type", "application/json"),
            ("cookie", cookie),
        ];
        let body = json!({ "stage": "receiver", "code": "nonce_mismatch", "audience": ACME });
        let row = report(&world, &headers, &body).await;
        assert_eq!(row.domain.as_deref(), domain, "{origin}");
        assert_eq!((row.login, row.sid, row.sub), (None, None, None), "{origin}");
    }
}

#[tokio::test]
async fn a_domain_that_is_not_registered_is_not_noted() {
    let world = World::new().await;
    let cookie = world.ada().await;
    let body = json!({ "stage": "popup", "code": "network", "audience": "https://nobody.example" });
    let row = report(&world, &own_page(&cookie), &body).await;
    assert_eq!((row.login.as_deref(), row.domain), (Some("ada"), None));
}

#[tokio::test]
async fn a_flood_of_reports_leaves_as_many_rows_as_calls_are_allowed() {
    let world = World::configured(&[("limits.address_calls", "3")]).await;
    let body = json!({ "stage": "popup", "code": "network" }).to_string();
    let mut statuses = Vec::new();
    for _ in 0..10 {
        let headers = own_page("");
        let sent = world.send(Method::POST, "/api/report", &headers, &body);
        statuses.push(sent.await.status);
    }
    assert_eq!(statuses[..3], [204; 3]);
    assert_eq!(statuses[3..], [429; 7]);
    assert_eq!(
        world.reasons("report", "refused").await,
        ["network", "network", "network", "rate_limited"]
    );
}
