//! The drawing of the crates: which may use which, where SQL and HTTP may be, and that no crate takes a file of `www/`.

mod sources;
#[cfg(test)]
mod tests;

use super::metadata::{Dependency, Metadata, Package};
use super::tree::Tree;
use crate::paths::Paths;
use anyhow::{Result, ensure};
use std::collections::BTreeSet;

const SERVER: &str = "crosspass-server";
const ISSUER: &str = "crosspass-issuer";
const TESTKIT: &str = "crosspass-testkit";

/// What is shipped: each crate with those that it uses. It may name what these use, too.
const SHIPPED: [(&str, &[&str]); 9] = [
    ("crosspass-protocol", &[]),
    ("crosspass-outbound", &["crosspass-protocol"]),
    ("crosspass-auth", &["crosspass-protocol"]),
    ("crosspass-client", &["crosspass-protocol"]),
    ("crosspass-backend", &["crosspass-outbound"]),
    (ISSUER, &["crosspass-outbound"]),
    (SERVER, &[ISSUER]),
    ("crosspass-isolation", &["crosspass-outbound"]),
    (
        "crosspass-cli",
        &[SERVER, "crosspass-backend", "crosspass-isolation"],
    ),
];

/// What is for tests and tools alone, with all that it may name. Stories reach the issuer as its users do.
const UNSHIPPED: [(&str, &[&str]); 4] = [
    ("crosspass-fuzz", &["crosspass-protocol"]),
    ("e2e", &["crosspass-backend", "crosspass-protocol", TESTKIT]),
    (
        TESTKIT,
        &[
            "crosspass-backend",
            "crosspass-cli",
            "crosspass-isolation",
            ISSUER,
            "crosspass-outbound",
            "crosspass-protocol",
            SERVER,
        ],
    ),
    ("xtask", &[]),
];

/// What a crate's own tests may name beside that, and beside the testkit.
const IN_TESTS: [(&str, &[&str]); 2] = [
    // The real issuer.
    ("crosspass-backend", &["crosspass-cli", ISSUER, SERVER]),
    (SERVER, &["crosspass-cli"]),
];

/// Foreign crates that one of ours alone may use, of those that are shipped.
const RESERVED: [(&str, &str); 1] = [("sqlx", ISSUER)];

/// The issuer knows no HTTP: none of these serves it. `http` has the words of an address and is not among them.
const HTTP: [&str; 9] = [
    "actix-web",
    "axum",
    "axum-core",
    "axum-extra",
    "hyper",
    "hyper-util",
    "minijinja",
    "tower-http",
    "tower-service",
];

pub(super) fn check(paths: &Paths, tree: &Tree) -> Result<()> {
    let metadata = Metadata::read(paths)?;
    let mut wrong = wrong_arrows(&metadata);
    let sources = tree
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()));
    wrong.extend(sources::wrong(sources));
    ensure!(wrong.is_empty(), "not as drawn: {}", wrong.join(", "));
    Ok(())
}

fn wrong_arrows(metadata: &Metadata) -> Vec<String> {
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        if allowed(name).is_none() {
            wrong.push(format!("{name} is not in the drawing"));
        }
        let bad = package.dependencies.iter().filter(|on| !is_allowed(package, on));
        wrong.extend(bad.map(|on| format!("{name} -> {}", on.name)));
    }
    wrong
}

fn is_allowed(package: &Package, on: &Dependency) -> bool {
    let (from, to) = (package.name.as_str(), on.name.as_str());
    let is_for_tests = on.kind.as_deref() == Some("dev");
    if on.path.is_none() {
        let is_shipped = SHIPPED.iter().any(|(name, _)| *name == from);
        let is_reserved = is_shipped && RESERVED.iter().any(|(name, owner)| *name == to && *owner != from);
        let is_http = from == ISSUER && HTTP.contains(&to);
        return is_for_tests || !(is_reserved || is_http);
    }
    let named = allowed(from).is_some_and(|allowed| allowed.contains(to));
    let in_tests = || {
        // A crate's own tests may name it, to turn on a feature.
        to == from
            || to == TESTKIT
            || IN_TESTS
                .iter()
                .any(|(name, others)| *name == from && others.contains(&to))
    };
    named || (is_for_tests && in_tests())
}

/// All of our crates that a crate may name; none for one that is not in the drawing.
fn allowed(from: &str) -> Option<BTreeSet<&'static str>> {
    if let Some((_, all)) = UNSHIPPED.iter().find(|(name, _)| *name == from) {
        return Some(all.iter().copied().collect());
    }
    let (_, direct) = SHIPPED.iter().find(|(name, _)| *name == from)?;
    let below = direct.iter().filter_map(|name| allowed(name)).flatten();
    Some(below.chain(direct.iter().copied()).collect())
}
