//! What changes in Ory Kratos follows at the next sign-in: name, address, login, memberships.

use serde_json::{Value, json};

use crate::support::stand_in::Identity;
use crate::support::{ACME, Provided, Receiver, STEVE, person};

async fn memberships(provided: &Provided) -> Vec<String> {
    let members = provided.world.store.members().await.unwrap();
    let steves = members
        .into_iter()
        .filter(|member| member.login.as_str().contains("steve"));
    steves.map(|member| member.organization.to_string()).collect()
}

#[tokio::test]
async fn memberships_follow_the_identity() {
    let provided = Provided::new().await;
    let steps: [(Option<Value>, &[&str]); 5] = [
        (
            Some(json!({ "organizations": ["acme", "globex"] })),
            &["acme", "globex"],
        ),
        (
            Some(json!({ "organizations": ["globex", "unheard-of"] })),
            &["globex"],
        ),
        (Some(json!({ "organizations": "initech" })), &["initech"]),
        (Some(json!({ "organizations": null })), &[]),
        (None, &[]),
    ];
    for (metadata, expected) in steps {
        provided.put(metadata.clone());
        provided.steve().await;
        assert_eq!(memberships(&provided).await, expected, "{metadata:?}");
    }
    assert_eq!(
        provided.world.reasons("member_add", "allowed").await.len(),
        2 + 2 + 1
    );
    assert_eq!(provided.world.reasons("member_remove", "allowed").await.len(), 3);
}

#[tokio::test]
async fn memberships_are_read_where_the_setting_says() {
    for path in ["traits.groups", "metadata_admin.groups"] {
        let provided = Provided::configured(&[("kratos.organizations", path)]).await;
        let groups = json!({ "groups": ["acme"] });
        let mut steve = person(1, STEVE);
        if path.starts_with("traits") {
            steve.traits["groups"] = json!(["acme"]);
        } else {
            steve.metadata_admin = Some(groups);
        }
        provided.kratos.put(steve);
        provided.steve().await;
        assert_eq!(memberships(&provided).await, ["acme"], "{path}");
    }
}

#[tokio::test]
async fn without_the_setting_memberships_are_the_operators() {
    let provided = Provided::configured(&[("kratos.organizations", "")]).await;
    provided.steve().await;
    assert!(memberships(&provided).await.is_empty());
    provided.world.join(STEVE, "acme").await;
    provided.steve().await;
    assert_eq!(memberships(&provided).await, ["acme"]);
}

#[tokio::test]
async fn who_leaves_an_organization_is_refused_at_its_domain() {
    let provided = Provided::new().await;
    let receiver = Receiver::new();
    let (cookie, _) = provided.steve().await;
    let token = provided.token(&receiver, &cookie).await;
    provided.put(None);
    provided.steve().await;
    let answer = provided.world.renew(&token, &receiver).await;
    assert!(answer.status == 401 || answer.status == 403, "{}", answer.text);
    let receipts = provided
        .world
        .visit(&crate::support::sign_in_path(ACME, Some(&receiver)), &cookie)
        .await;
    assert_eq!(receipts.status, 403);
}

#[tokio::test]
async fn another_name_and_login_are_the_same_user() {
    let provided = Provided::new().await;
    provided.steve().await;
    provided.kratos.put(Identity {
        traits: json!({ "email": "dame.stephanie@example.com", "name": { "first": "Dame Stephanie" } }),
        ..person(1, STEVE)
    });
    provided.steve().await;
    let users = provided.world.store.users().await.unwrap();
    let found: Vec<_> = users
        .iter()
        .filter(|user| user.email.as_str().ends_with("example.com"))
        .collect();
    let steve = found
        .iter()
        .find(|user| user.login.as_str() == "dame.stephanie@example.com")
        .unwrap();
    assert_eq!(steve.name.as_str(), "Dame Stephanie");
    assert!(!found.iter().any(|user| user.login.as_str() == STEVE));
    assert_eq!(provided.world.reasons("user_add", "allowed").await.len(), 3);
    assert_eq!(provided.world.reasons("user_update", "allowed").await, ["ok"]);
}
