//! Languages: what the browser asks for, on pages and on errors alike.

use axum::http::Method;
use crosspass_issuer::model::BrandChange;
use crosspass_issuer::model::Language;

use crate::support::{ACME, Answer, REAL_PAGES, World, sign_in_path};

async fn in_language(world: &World, path: &str, header: &str) -> Answer {
    world
        .send(Method::GET, path, &[("accept-language", header)], "")
        .await
}

#[tokio::test]
async fn the_browser_chooses_where_nobody_else_does() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    let acme = sign_in_path(ACME, None);
    for (path, german, english) in [
        (acme.as_str(), "Anmelden bei", "Sign in to"),
        ("/sign-in", "bei Ihren Domains", "to your domains"),
        ("/sign-out", "Angemeldet bleiben", "Stay signed in"),
        (
            "/nothing",
            "Unter dieser Adresse gibt es nichts.",
            "There is nothing at this address.",
        ),
        (
            "/sign-in?nonce=x",
            "Hier geht es nicht weiter",
            "No way through here",
        ),
    ] {
        for (header, lang, text) in [
            ("de-DE,de;q=0.9,en;q=0.5", "de", german),
            ("fr,en;q=0.5", "en", english),
            ("", "en", english),
        ] {
            let page = in_language(&world, path, header).await;
            assert!(
                page.text.contains(&format!("<html lang=\"{lang}\">")),
                "{path}: {}",
                page.text
            );
            assert!(page.text.contains(text), "{path}: {}", page.text);
        }
    }
    let page = in_language(&world, &acme, "de").await;
    assert_eq!(page.data()["texts"]["status.processing"], "Wird geprüft…");
}

#[tokio::test]
async fn an_organization_chooses_before_the_browser() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    let german = BrandChange {
        language: Some(Some(Language::German)),
        ..BrandChange::default()
    };
    world.brand("acme", &german).await;
    let page = in_language(&world, &sign_in_path(ACME, None), "en").await;
    assert!(page.text.contains("<html lang=\"de\">"), "{}", page.text);
    // The rest of the issuer is nobody's.
    let page = in_language(&world, "/sign-in", "en").await;
    assert!(page.text.contains("<html lang=\"en\">"), "{}", page.text);
}

/// Those who mend it read English, and search for it.
#[tokio::test]
async fn details_of_errors_stay_as_calls_have_them() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    let page = in_language(&world, "/sign-in?nonce=x", "de").await;
    assert!(
        page.text
            .contains("<dd id=\"detail\" lang=\"en\">jkt: it is missing.</dd>"),
        "{}",
        page.text
    );
}
