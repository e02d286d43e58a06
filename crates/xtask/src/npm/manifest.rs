//! `wasm-pack.toml`: what is packed, under which name, how large it may be, what must not be in it.

use crate::paths::Paths;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

pub(crate) const FILE: &str = "wasm-pack.toml";

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Texts that no shipped file may contain.
    pub(crate) forbidden: Vec<String>,
    pub(crate) package: BTreeMap<String, Package>,
    pub(crate) budget: BTreeMap<String, Budget>,
}

/// One npm package and the crate it is made from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    pub(crate) npm: String,
    #[serde(rename = "crate")]
    pub(crate) krate: String,
    pub(crate) directory: String,
    pub(crate) description: String,
    /// What belongs to another page, so that no file of it that browsers load contains these.
    pub(crate) absent: Vec<String>,
    /// What the packed tarball holds, sorted; a content's hash in a name is written `HASH`.
    pub(crate) files: Vec<String>,
}

/// How many brotli bytes a page may download.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budget {
    pub(crate) description: String,
    pub(crate) bytes: u64,
}

impl Manifest {
    pub(crate) fn read(paths: &Paths) -> Result<Self> {
        let text =
            fs::read_to_string(paths.root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is not as expected"))
    }
}

impl Package {
    /// Whether a TypeScript front, not the glue, is what users import.
    pub(crate) fn has_front(&self, paths: &Paths) -> bool {
        paths.root.join(&self.directory).join("front/index.ts").is_file()
    }

    /// What users import by name: the package itself, and `/react` where there is one.
    pub(crate) fn entries(&self, paths: &Paths) -> Vec<PathBuf> {
        let front = paths.root.join(&self.directory).join("front");
        let entries = ["index.ts", "react.ts"].map(|name| front.join(name));
        entries.into_iter().filter(|entry| entry.is_file()).collect()
    }

    /// `crosspass_client`: what wasm-pack names its files after.
    pub(crate) fn stem(&self) -> String {
        self.krate.replace('-', "_")
    }

    pub(crate) fn glue(&self) -> String {
        format!("{}.js", self.stem())
    }

    pub(crate) fn wasm(&self) -> String {
        format!("{}_bg.wasm", self.stem())
    }
}
