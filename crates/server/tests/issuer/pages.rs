//! Pages and their files.

use axum::http::Method;
use crosspass_issuer::model::Trust;
use crosspass_server::{Files, PageSet};

use crate::support::{ACME, Receiver, World, sign_in_path};

#[tokio::test]
async fn the_sign_in_page_knows_the_domain() {
    let world = World::new().await;
    let receiver = Receiver::new();
    let page = world.visit(&sign_in_path(ACME, Some(&receiver)), "").await;
    let domain = serde_json::json!({
        "name": "ACME", "origin": ACME, "carrier": "popup",
        "receiver": format!("{ACME}/crosspass/receiver.html"),
    });
    let mut found = page.data();
    let texts = found.as_object_mut().unwrap().remove("texts").unwrap();
    found.as_object_mut().unwrap().remove("ways").unwrap();
    assert_eq!(texts["status.opening"], "You are signed in. Opening ACME…");
    let expected = serde_json::json!({
        "issuer": crate::support::ISSUER, "domain": domain, "return_to": format!("{ACME}/account.html"),
        "nonce": receiver.nonce(), "jkt": receiver.jkt(), "user": null, "domains": null,
    });
    assert_eq!(found, expected);
}

// attack: 16, 63
#[tokio::test]
async fn html_in_names_is_inert() {
    let world = World::new().await;
    let name = "</script><script>alert(1)</script>&\u{2019}";
    world.add_user("eve", name).await;
    world.join("eve", "acme").await;
    let cookie = world.sign_in("eve", crate::support::PASSWORD).await.cookie();
    let page = world.visit("/", &cookie).await;
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
    assert_eq!(page.data()["user"]["name"], name);
}

#[tokio::test]
async fn files_are_cached_for_good_and_packed_where_accepted() {
    let world = World::new().await;
    let ask = async |accepted| {
        world
            .send(
                Method::GET,
                "/assets/a-1a2b3c4d.js",
                &[("accept-encoding", accepted)],
                "",
            )
            .await
    };
    for (accepted, coding, body) in [
        ("", "", "plain"),
        ("gzip, br", "br", "packed"),
        ("br;q=0", "", "plain"),
        ("br;q=0.5", "br", "packed"),
        ("gzip", "", "plain"),
    ] {
        let answer = ask(accepted).await;
        assert_eq!(
            (answer.header("content-encoding"), answer.text.as_str()),
            (coding, body),
            "{accepted}"
        );
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("vary"), "Accept-Encoding");
    }
    let answer = world.visit("/assets/plain.wasm", "").await;
    assert_eq!(answer.header("content-type"), "application/wasm");
}

#[tokio::test]
async fn files_outside_of_the_folder() {
    let world = World::new().await;
    for path in [
        "/assets/../sign-in.html",
        "/assets/..%2fsign-in.html",
        "/assets/%2e%2e/assets.json",
        "/assets/",
        "/assets/a-1a2b3c4d.js/",
    ] {
        assert_eq!(world.visit(path, "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_sign_out_page_is_the_same_for_everybody() {
    let world = World::new().await;
    world
        .add_domain("http://other.localhost:9009", "acme", Trust::FirstParty)
        .await;
    let ada = world.ada().await;
    assert_eq!(
        world.visit("/sign-out", "").await.text,
        world.visit("/sign-out", &ada).await.text
    );
}

#[test]
fn a_binary_built_without_pages_says_what_to_do() {
    let error = PageSet::of(Files::default(), Files::default()).unwrap_err();
    assert!(error.to_string().contains("cargo xtask npm"), "{error}");
}
