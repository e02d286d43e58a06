//! Which of our crates may depend on which: everything on `protocol`, nothing else on anything.

use crate::paths::Paths;
use crate::run::{capture, program};
use anyhow::{Context, Result, bail};
use serde::Deserialize;

const PROTOCOL: &str = "crosspass-protocol";

/// The packages that may depend on `protocol`; none may depend on any other of ours.
const MAY_USE_PROTOCOL: [&str; 5] = [
    "crosspass-auth",
    "crosspass-client",
    "crosspass-server",
    "crosspass-fuzz",
    "e2e",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Only our own crates are found by path.
    path: Option<String>,
}

pub(super) fn check(paths: &Paths) -> Result<()> {
    let mut cargo = program(paths, "cargo")?;
    let said = capture(cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))?;
    let metadata: Metadata = serde_json::from_str(&said).context("cargo metadata is not as expected")?;
    let wrong: Vec<_> = metadata.packages.iter().flat_map(wrong_arrows).collect();
    if !wrong.is_empty() {
        bail!("not allowed: {}", wrong.join(", "));
    }
    Ok(())
}

fn wrong_arrows(package: &Package) -> impl Iterator<Item = String> {
    let ours = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.path.is_some());
    // A crate's own tests may name it, to turn on a feature.
    let allowed = |name: &str| {
        name == package.name || (name == PROTOCOL && MAY_USE_PROTOCOL.contains(&package.name.as_str()))
    };
    ours.filter(move |dependency| !allowed(&dependency.name))
        .map(|dependency| format!("{} -> {}", package.name, dependency.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, on: &str) -> Package {
        let dependency = Dependency {
            name: on.to_owned(),
            path: Some("/somewhere".to_owned()),
        };
        Package {
            name: name.to_owned(),
            dependencies: vec![dependency],
        }
    }

    #[test]
    fn all_arrows_point_at_protocol() {
        assert_eq!(wrong_arrows(&package("crosspass-server", PROTOCOL)).count(), 0);
        assert_eq!(
            wrong_arrows(&package("crosspass-client", "crosspass-auth")).count(),
            1
        );
        assert_eq!(wrong_arrows(&package("xtask", PROTOCOL)).count(), 1);
        assert_eq!(wrong_arrows(&package(PROTOCOL, "crosspass-server")).count(), 1);
    }
}
