//! The attacks, in our own words: `docs/attacks.toml`.

use crate::paths::Paths;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;

const FILE: &str = "docs/attacks.toml";

/// All rows by their numbers.
pub(super) type Rows = BTreeMap<u8, Row>;

/// One attack or fault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) attack: String,
    pub(super) outcome: String,
    /// It is about a browser: tests in all three engines.
    #[serde(default)]
    pub(super) browser: bool,
    /// What has no test yet.
    pub(super) left: Option<String>,
    /// The step of `cargo xtask test` that is its test.
    pub(super) step: Option<String>,
    /// What must be built before there is anything to attack.
    pub(super) absent: Option<String>,
}

pub(super) fn read(paths: &Paths) -> Result<Rows> {
    let text = fs::read_to_string(paths.root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    let named: BTreeMap<String, Row> =
        toml::from_str(&text).with_context(|| format!("{FILE} is no list of rows"))?;
    let numbered = |(name, row): (String, Row)| {
        let number = name
            .parse()
            .with_context(|| format!("{FILE}: [{name}] is no number"))?;
        Ok((number, row))
    };
    named.into_iter().map(numbered).collect()
}
