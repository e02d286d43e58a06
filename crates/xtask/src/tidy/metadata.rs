//! What the manifests say, as `cargo metadata` reads them: packages, their dependencies and root files.

use crate::paths::Paths;
use crate::run::{capture, program};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
}

#[derive(Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) targets: Vec<Target>,
}

#[derive(Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// Only our own crates are found by path.
    pub(super) path: Option<String>,
    /// `dev`, `build`, or none for what is shipped.
    pub(super) kind: Option<String>,
}

/// A library, a binary, a test or an example.
#[derive(Deserialize)]
pub(super) struct Target {
    pub(super) src_path: PathBuf,
}

impl Metadata {
    pub(super) fn read(paths: &Paths) -> Result<Self> {
        let mut cargo = program(paths, "cargo")?;
        let said = capture(cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))?;
        serde_json::from_str(&said).context("cargo metadata is not as expected")
    }
}
