//! Pages of an operator's own: one file is enough, and the built-in ones stand in for the rest.

use std::fs;
use std::path::Path;

use axum::http::Method;
use crosspass_server::{Files, PageSet, Pages, PagesError};

use crate::support::{ACME, REAL_PAGES, World, sign_in_path};

/// A folder with these files in it, over the project's own pages.
fn over_ours(folder: &Path, files: &[(&str, &str)]) -> Result<Pages, PagesError> {
    fs::create_dir_all(folder.join("assets")).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let own = Files::in_folder(folder).unwrap();
    let ours = Files::in_folder(Path::new(REAL_PAGES)).unwrap();
    Pages::new(PageSet::of(own, ours)?)
}

#[tokio::test]
async fn one_page_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let own = "<p>{{ domain.origin }} {{ t('sign_in.button') }} {{ assets['a.js'] }}</p>{{ data }}";
    let pages = over_ours(
        folder.path(),
        &[("sign-in.html", own), ("assets.json", r#"{"a.js": "a.js"}"#)],
    )
    .unwrap();
    let world = World::with_pages(pages).await;
    let page = world.visit(&sign_in_path(ACME, None), "").await;
    assert!(
        page.text
            .starts_with("<p>http:&#x2f;&#x2f;acme.localhost:9001 Sign in /assets/a.js</p>{"),
        "{}",
        page.text
    );
    // The data block is JSON as it stands.
    let data: serde_json::Value = serde_json::from_str(page.text.split_once("</p>").unwrap().1).unwrap();
    assert_eq!(data["domain"]["origin"], ACME);
    let page = world.visit("/sign-out", "").await;
    assert!(page.text.contains("data-page=\"sign-out\""), "{}", page.text);
}

#[tokio::test]
async fn a_page_may_use_the_built_in_frame() {
    let folder = tempfile::tempdir().unwrap();
    let own = "{% extends 'base.html' %}{% block main %}<p>{% include 'part.html' %}</p>{% endblock %}";
    let pages = over_ours(folder.path(), &[("sign-in.html", own), ("part.html", "mine")]).unwrap();
    let page = World::with_pages(pages).await.visit("/sign-in", "").await;
    assert!(
        page.text.contains("<html lang=\"en\">") && page.text.contains("<p>mine</p>"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_file_without_a_hash_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("sign-in.html", ""),
        ("assets/page.js", "one"),
        ("assets/page-1a2b3c4d.js", "two"),
        ("assets/page-T6AR52LN.js", "three"),
        ("assets/sign-in.js", "four"),
        ("assets/page-12345678x.js", "five"),
    ];
    let world = World::with_pages(over_ours(folder.path(), &files).unwrap()).await;
    for name in ["page.js", "sign-in.js", "page-12345678x.js"] {
        let path = format!("/assets/{name}");
        let answer = world.visit(&path, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("cache-control")),
            (200, "no-cache"),
            "{name}"
        );
        let tag = answer.header("etag").to_owned();
        for (known, status) in [
            (tag.as_str(), 304),
            ("\"x\"", 200),
            (&format!("\"x\", {tag}"), 304),
        ] {
            let again = world
                .send(Method::GET, &path, &[("if-none-match", known)], "")
                .await;
            assert_eq!(
                (again.status.as_u16(), again.header("etag")),
                (status, tag.as_str())
            );
            assert_eq!(again.header("cache-control"), "no-cache");
            assert_eq!(again.text.is_empty(), status == 304);
            assert_eq!(again.header("x-content-type-options"), "nosniff");
        }
    }
    for name in ["page-1a2b3c4d.js", "page-T6AR52LN.js"] {
        let answer = world.visit(&format!("/assets/{name}"), "").await;
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{name}"
        );
        assert_eq!(answer.header("etag"), "");
    }
}

/// What lies in the folder besides is nobody's business.
#[tokio::test]
async fn other_files_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("assets/deep")).unwrap();
    let files = [
        ("sign-in.html", ""),
        ("secret.txt", "x"),
        ("assets/deep/a.js", "x"),
    ];
    let world = World::with_pages(over_ours(folder.path(), &files).unwrap()).await;
    for path in [
        "/assets/secret.txt",
        "/assets/deep/a.js",
        "/assets/deep%2fa.js",
        "/assets/..%2fsecret.txt",
    ] {
        assert_eq!(world.visit(path, "").await.status, 404, "{path}");
    }
}

#[test]
fn a_set_without_a_page_that_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("sign-in.html"), "").unwrap();
    let own = Files::in_folder(folder.path()).unwrap();
    let error = PageSet::of(own, Files::default()).unwrap_err();
    assert!(error.to_string().contains("has no continue.html"), "{error}");
}

#[test]
fn a_list_of_assets_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let error = over_ours(folder.path(), &[("assets.json", "[1]")]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("assets.json of the page set is not usable"),
        "{error}"
    );
}
