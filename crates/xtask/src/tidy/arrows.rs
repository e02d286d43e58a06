//! Which of our crates may depend on which: everything on `protocol`, nothing else on anything.

use crate::paths::Paths;
use crate::tidy::metadata::{Dependency, Metadata, Package};
use anyhow::{Result, bail};

const PROTOCOL: &str = "crosspass-protocol";

/// The packages that may depend on `protocol`; none may depend on any other of ours.
const MAY_USE_PROTOCOL: [&str; 6] = [
    "crosspass-auth",
    "crosspass-backend",
    "crosspass-client",
    "crosspass-server",
    "crosspass-fuzz",
    "e2e",
];

/// The others, by package, dependency and kind: both servers call out, the binary's verb `gate` is a backend, stories run one as its users do,
/// and its own tests have the real issuer.
const FURTHER: [(&str, &str, Option<&str>); 5] = [
    ("crosspass-backend", "crosspass-outbound", None),
    ("crosspass-server", "crosspass-outbound", None),
    ("crosspass-server", "crosspass-backend", None),
    ("e2e", "crosspass-backend", None),
    ("crosspass-backend", "crosspass-server", Some("dev")),
];

pub(super) fn check(paths: &Paths) -> Result<()> {
    let metadata = Metadata::read(paths)?;
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
    let from = package.name.as_str();
    let is_allowed = move |on: &Dependency| {
        // A crate's own tests may name it, to turn on a feature.
        on.name == from
            || (on.name == PROTOCOL && MAY_USE_PROTOCOL.contains(&from))
            || FURTHER.contains(&(from, on.name.as_str(), on.kind.as_deref()))
    };
    ours.filter(move |dependency| !is_allowed(dependency))
        .map(|dependency| format!("{} -> {}", package.name, dependency.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, on: &str) -> Package {
        let dependency = Dependency {
            name: on.to_owned(),
            path: Some("/somewhere".to_owned()),
            kind: None,
        };
        Package {
            name: name.to_owned(),
            dependencies: vec![dependency],
            targets: Vec::new(),
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
        assert_eq!(
            wrong_arrows(&package("crosspass-backend", "crosspass-server")).count(),
            1
        );
    }
}
