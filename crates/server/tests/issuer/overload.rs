//! More than can be done at once (56): bounded, said with 503, and health answers.

use std::sync::Arc;

use axum::http::Method;
use serde_json::json;

use crate::support::{World, own_page};

// attack: 56
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_sign_ins_at_once() {
    let settings = [
        ("limits.address_attempts", "100000"),
        ("password.queue", "8"),
        ("limits.concurrency", "64"),
    ];
    let world = Arc::new(World::configured(&settings).await);
    let mut running = tokio::task::JoinSet::new();
    for turn in 0..1000 {
        let world = Arc::clone(&world);
        running.spawn(async move {
            let body = json!({ "login": format!("user{turn}"), "password": "wrong" }).to_string();
            world
                .send(Method::POST, "/api/sign-in", &own_page(""), &body)
                .await
        });
    }
    assert_eq!(world.visit("/healthz", "").await.status, 200);
    assert_eq!(world.visit("/readyz", "").await.status, 200);
    let (mut checked, mut refused) = (0, 0);
    while let Some(answer) = running.join_next().await {
        let answer = answer.unwrap();
        match answer.status.as_u16() {
            401 => checked += 1,
            503 => {
                answer.refused(503, "temporarily_unavailable");
                assert!(!answer.header("retry-after").is_empty());
                refused += 1;
            }
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!(checked + refused, 1000);
    assert!(
        checked >= 10 && refused > 0,
        "{checked} checked, {refused} refused"
    );
    assert_eq!(world.sign_in("ada", crate::support::PASSWORD).await.status, 200);
}
