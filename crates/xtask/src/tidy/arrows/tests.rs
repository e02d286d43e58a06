//! Manifests and sources that are not as drawn.

use super::{Metadata, sources, wrong_arrows};

/// A package and its dependencies, each with its kind.
type Manifest<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)]);

/// What is wrong in a workspace of packages with their dependencies.
fn found(packages: &[Manifest<'_>]) -> Vec<String> {
    let package = |(name, on): &Manifest<'_>| {
        let one = |(name, kind): &(&str, Option<&str>)| {
            let path = name.starts_with("crosspass").then_some("/somewhere");
            serde_json::json!({ "name": name, "kind": kind, "path": path })
        };
        serde_json::json!({ "name": name, "targets": [], "dependencies": on.iter().map(one).collect::<Vec<_>>() })
    };
    let packages: Vec<_> = packages.iter().map(package).collect();
    let metadata: Metadata = serde_json::from_value(serde_json::json!({ "packages": packages })).unwrap();
    wrong_arrows(&metadata)
}

const EMPTY_ISSUER: Manifest<'static> = ("crosspass-issuer", &[]);
const DEV: Option<&str> = Some("dev");

#[test]
fn the_drawing_itself_is_taken() {
    let drawn: [Manifest<'_>; 8] = [
        (
            "crosspass-issuer",
            &[
                ("crosspass-outbound", None),
                ("crosspass-protocol", None),
                ("sqlx", None),
                ("http", None),
            ],
        ),
        (
            "crosspass-server",
            &[
                ("crosspass-issuer", None),
                ("axum", None),
                ("crosspass-cli", DEV),
                ("sqlx", DEV),
            ],
        ),
        (
            "crosspass-backend",
            &[
                ("crosspass-outbound", None),
                ("crosspass-server", DEV),
                ("crosspass-testkit", DEV),
            ],
        ),
        (
            "crosspass-isolation",
            &[("crosspass-outbound", None), ("crosspass-protocol", None)],
        ),
        (
            "crosspass-cli",
            &[
                ("crosspass-server", None),
                ("crosspass-backend", None),
                ("crosspass-isolation", None),
                ("crosspass-issuer", None),
            ],
        ),
        (
            "crosspass-protocol",
            &[("crosspass-protocol", DEV), ("ring", None)],
        ),
        ("e2e", &[("crosspass-backend", None), ("crosspass-testkit", None)]),
        ("crosspass-testkit", &[("crosspass-cli", None), ("sqlx", None)]),
    ];
    assert_eq!(found(&drawn), Vec::<String>::new());
}

#[test]
fn arrows_that_are_not_drawn() {
    for (from, to, kind) in [
        ("crosspass-protocol", "crosspass-outbound", None),
        ("crosspass-client", "crosspass-auth", None),
        ("crosspass-outbound", "crosspass-issuer", None),
        ("crosspass-issuer", "crosspass-server", None),
        ("crosspass-issuer", "crosspass-server", DEV),
        ("crosspass-issuer", "crosspass-backend", None),
        ("crosspass-backend", "crosspass-issuer", None),
        ("crosspass-backend", "crosspass-server", None),
        ("crosspass-server", "crosspass-backend", None),
        ("crosspass-server", "crosspass-cli", None),
        ("crosspass-isolation", "crosspass-issuer", None),
        ("crosspass-isolation", "crosspass-server", DEV),
        ("crosspass-cli", "crosspass-testkit", None),
        ("crosspass-server", "crosspass-testkit", Some("build")),
        ("e2e", "crosspass-server", None),
        ("xtask", "crosspass-protocol", None),
    ] {
        let wrong = found(&[EMPTY_ISSUER, (from, &[(to, kind)])]);
        assert_eq!(wrong, [format!("{from} -> {to}")]);
    }
}

#[test]
fn a_crate_that_the_drawing_lacks() {
    assert_eq!(
        found(&[("crosspass-new", &[])]),
        ["crosspass-new is not in the drawing"]
    );
}

#[test]
fn http_and_databases_have_their_places() {
    for (from, to) in [
        ("crosspass-issuer", "axum"),
        ("crosspass-issuer", "hyper"),
        ("crosspass-server", "sqlx"),
        ("crosspass-cli", "sqlx"),
        ("crosspass-backend", "sqlx"),
    ] {
        assert_eq!(
            found(&[EMPTY_ISSUER, (from, &[(to, None)])]),
            [format!("{from} -> {to}")]
        );
        assert_eq!(found(&[EMPTY_ISSUER, (from, &[(to, DEV)])]), Vec::<String>::new());
    }
}

fn in_sources(path: &str, text: &str) -> Vec<String> {
    sources::wrong([(path, text)].into_iter())
}

#[test]
fn sql_is_in_the_store() {
    for text in [
        "use sqlx::Row;",
        "let a = \"SELECT 1\";",
        "query(\n  \"UPDATE users SET a = 1\")",
    ] {
        assert_eq!(
            in_sources("crates/issuer/src/actions/a.rs", text),
            ["SQL in crates/issuer/src/actions/a.rs"]
        );
        assert_eq!(in_sources("crates/server/src/store/a.rs", text).len(), 1);
        assert!(in_sources("crates/issuer/src/store/sqlite/a.rs", text).is_empty());
        assert!(in_sources("crates/issuer/tests/a.rs", text).is_empty());
        assert!(in_sources("crates/testkit/src/a.rs", text).is_empty());
    }
    assert!(in_sources("crates/issuer/src/actions/a.rs", "// SELECT is a word").is_empty());
}

#[test]
fn no_crate_takes_pages() {
    let script = "import { arm } from \"../../../www/auth/arm.js\";";
    assert_eq!(
        in_sources("crates/client/front/a.ts", script),
        ["crates/client/front/a.ts -> www"]
    );
    let rust = "const A: &str = include_str!(\"../../../www/a.html\");";
    assert_eq!(
        in_sources("crates/server/src/a.rs", rust),
        ["crates/server/src/a.rs -> www"]
    );
    assert!(in_sources("www/auth/a.ts", script).is_empty());
    assert!(in_sources("crates/server/src/a.rs", "// the pages of ../www/").is_empty());
}
