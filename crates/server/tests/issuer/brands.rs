//! Brands of organizations: where they show, and where not; what is in them is inert.

use axum::http::Method;
use crosspass_issuer::model::{BrandChange, BrandTexts, Color, Link, Logo};

use crosspass_server::Wordings;
use serde_json::json;

use crate::support::{ACME, Answer, GLOBEX, INITECH, PASSWORD, REAL_PAGES, World, sign_in_path};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// What acme, globex and initech set here: everything, in German.
fn everything() -> BrandChange {
    let texts = [
        ("service", "</title><script>alert(1)</script>"),
        ("sign_in.login", "Personalnummer<b>"),
        ("failed.network", "</script><script>alert(2)</script>"),
        ("continue.button", "Als <i>{user}</i> weiter"),
    ];
    BrandChange {
        logo: Some(Some(Logo::parse("svg", SVG.as_bytes().to_vec()).unwrap())),
        color: Some(Some(Color::parse("#0a6").unwrap())),
        color_dark: Some(None),
        forgot_password: Some(Some(
            Link::parse("https://acme.example/forgot?a=\"><b>&c").unwrap(),
        )),
        language: Some(Some(crosspass_issuer::model::Language::German)),
        texts: Some(Wordings::parse(texts).unwrap().to_texts()),
    }
}

async fn branded() -> World {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    for name in ["acme", "globex", "initech"] {
        world.brand(name, &everything()).await;
    }
    world
}

/// The page shows the brand, and none of the markup in it.
#[track_caller]
fn shows_it(page: &Answer) {
    for part in [
        "<html lang=\"de\">",
        "<img class=\"logo\" src=\"/brand/",
        "<link rel=\"stylesheet\" href=\"/brand/00aa66-00aa66-",
    ] {
        assert!(page.text.contains(part), "no {part}: {}", page.text);
    }
    is_inert(page);
}

#[track_caller]
fn is_inert(page: &Answer) {
    for markup in ["<script>alert", "Personalnummer<b>", "<i>", "\"><b>"] {
        assert!(!page.text.contains(markup), "{markup}: {}", page.text);
    }
}

#[track_caller]
fn shows_none(page: &Answer) {
    assert!(page.text.contains("<html lang=\"en\">"), "{}", page.text);
    assert!(!page.text.contains("/brand/"), "{}", page.text);
    assert!(page.text.contains("Crosspass"), "{}", page.text);
}

// attack: 63
#[tokio::test]
async fn the_form_of_a_domain_shows_it() {
    let world = branded().await;
    let page = world.visit(&sign_in_path(ACME, None), "").await;
    shows_it(&page);
    assert!(page.text.contains(
        "href=\"https:&#x2f;&#x2f;acme.example&#x2f;forgot?a=%22%3E%3Cb%3E&amp;c\" rel=\"noreferrer\" \
         referrerpolicy=\"no-referrer\">Passwort vergessen?</a>"
    ));
    assert!(
        page.text.contains("Personalnummer&lt;b&gt;</label>"),
        "{}",
        page.text
    );
    assert!(page.text.contains(">Passwort</label>"), "{}", page.text);
    let data = page.data();
    assert_eq!(
        data["texts"]["failed.network"],
        "</script><script>alert(2)</script>"
    );
    assert_eq!(
        data["texts"]["status.opening"],
        "Sie sind angemeldet. ACME wird geöffnet…"
    );
}

// attack: 63, 86
#[tokio::test]
async fn continue_as_shows_it_and_still_names_everybody() {
    let world = branded().await;
    let page = world.visit(&sign_in_path(GLOBEX, None), &world.ada().await).await;
    shows_it(&page);
    let button = "Als &lt;i&gt;<bdi>Ada Lovelace</bdi>&lt;&#x2f;i&gt; weiter";
    assert!(page.text.contains(button), "{}", page.text);
    assert!(
        page.text
            .contains("<bdi>http:&#x2f;&#x2f;globex.localhost:9002</bdi>"),
        "{}",
        page.text
    );
}

// attack: 63
#[tokio::test]
async fn refusals_that_know_the_domain_show_it() {
    let world = branded().await;
    let ada = world.ada().await;
    let page = world.visit(&sign_in_path(INITECH, None), &ada).await;
    assert_eq!(page.status, 403);
    shows_it(&page);
    let sentence =
        "Ada Lovelace (ada) hat keinen Zugang zu INITECH unter http:&#x2f;&#x2f;initech.localhost:9003.";
    assert!(page.text.contains(sentence), "{}", page.text);

    world.suspend(ACME).await;
    for cookie in ["", ada.as_str()] {
        let page = world.visit(&sign_in_path(ACME, None), cookie).await;
        assert_eq!(page.status, 403);
        shows_it(&page);
        assert!(page.text.contains("ACME ist ausgesetzt"), "{}", page.text);
    }
}

#[tokio::test]
async fn pages_about_no_domain_do_not() {
    let world = branded().await;
    let ada = world.ada().await;
    for (path, cookie) in [
        ("/sign-in", ""),
        ("/sign-out", ""),
        ("/", ada.as_str()),
        ("/nothing", ""),
        (sign_in_path("http://stranger.localhost:1", None).as_str(), ""),
    ] {
        shows_none(&world.visit(path, cookie).await);
    }
}

#[tokio::test]
async fn another_organization_does_not() {
    let world = World::configured(&[("pages", REAL_PAGES)]).await;
    world.brand("acme", &everything()).await;
    shows_none(&world.visit(&sign_in_path(GLOBEX, None), "").await);
}

/// What a stranger sees does not depend on whether the login exists.
// attack: 52
#[tokio::test]
async fn a_refused_password_says_the_same_to_everybody() {
    let world = branded().await;
    let mut said = Vec::new();
    for login in ["ada", "nobody"] {
        let body = json!({ "login": login, "password": format!("not {PASSWORD}"), "audience": ACME });
        let mut answer = world.call("/api/sign-in", "", &body).await.json();
        answer.as_object_mut().unwrap().remove("reference");
        said.push(answer);
    }
    assert_eq!(said[0], said[1]);
}

// attack: 63
#[tokio::test]
async fn a_logo_is_shown_and_runs_nothing() {
    let world = branded().await;
    let page = world.visit(&sign_in_path(ACME, None), "").await;
    let address = page
        .text
        .split_once("class=\"logo\" src=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0;
    let logo = world.visit(address, "").await;
    assert_eq!((logo.status.as_u16(), logo.text.as_str()), (200, SVG));
    for (header, value) in [
        ("content-type", "image/svg+xml"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin-allow-popups"),
        ("cache-control", "public, max-age=31536000, immutable"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'; base-uri 'none'; \
             form-action 'none'",
        ),
    ] {
        assert_eq!(logo.header(header), value);
    }
    let other_kind = address.replace(".svg", ".png");
    let nobodys = format!("/brand/{}.svg", "0".repeat(32));
    for path in [
        &other_kind,
        &nobodys,
        "/brand/x.html",
        "/brand/",
        "/brand/..%2fassets%2fa-1a2b3c4d.js",
    ] {
        let answer = world.visit(path, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("cache-control")),
            (404, "no-store"),
            "{path}"
        );
    }
    // Nobody's any more.
    let gone = BrandChange {
        logo: Some(None),
        ..BrandChange::default()
    };
    for name in ["acme", "globex", "initech"] {
        world.brand(name, &gone).await;
    }
    assert_eq!(world.visit(address, "").await.status, 404);
}

#[tokio::test]
async fn colours_come_as_a_stylesheet_under_its_own_hash() {
    let world = branded().await;
    let page = world.visit(&sign_in_path(ACME, None), "").await;
    let (_, rest) = page.text.split_once("href=\"/brand/").unwrap();
    let name = rest.split_once('"').unwrap().0;
    let css = world.visit(&format!("/brand/{name}"), "").await;
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(
        css.text.contains("--button:#00aa66;--button-ink:#000000;"),
        "{}",
        css.text
    );
    for wrong in [
        name.replace("00aa66-00aa66", "00aa66-00aa67"),
        name.replace(".css", "0.css"),
        "00aa66-00aa66-00000000.css".to_owned(),
        "00aa66.css".to_owned(),
        "0a6;}-00aa66-00000000.css".to_owned(),
    ] {
        let answer = world.send(Method::GET, &format!("/brand/{wrong}"), &[], "").await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
    // The page's own policy lets both in: nothing of a brand is inline.
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("style-src 'self'; img-src 'self' data:"),
        "{policy}"
    );
    assert!(
        !page.text.contains("style=\"") && !page.text.contains("<style"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn the_look_is_read_anew_for_each_page() {
    let world = branded().await;
    let clear = BrandChange {
        logo: Some(None),
        color: Some(None),
        color_dark: Some(None),
        forgot_password: Some(None),
        language: Some(None),
        texts: Some(BrandTexts::default()),
    };
    world.brand("acme", &clear).await;
    shows_none(&world.visit(&sign_in_path(ACME, None), "").await);
    let name = crosspass_issuer::model::OrganizationName::parse("acme").unwrap();
    assert!(world.store.brand(&name).await.unwrap().is_none());
}
