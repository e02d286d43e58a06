//! `docs/mutants.toml`: the mutants that no test can notice, each with the reason.

use crate::paths::Paths;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::fs;

pub(crate) const FILE: &str = "docs/mutants.toml";

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    #[serde(default)]
    pub(super) excluded: Vec<Excluded>,
    #[serde(default)]
    pub(super) survivor: Vec<Survivor>,
}

/// A file that is not broken at all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Excluded {
    pub(super) file: String,
    pub(super) reason: String,
}

/// A mutant that survives.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Survivor {
    pub(super) file: String,
    /// The line that it changes.
    pub(super) at: String,
    /// In cargo-mutants' words.
    pub(super) mutation: String,
    pub(super) reason: String,
}

/// A mutant, named so that lines may come and go above it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mutant {
    pub(super) file: String,
    pub(super) at: String,
    pub(super) mutation: String,
}

impl Known {
    pub(super) fn read(paths: &Paths) -> Result<Self> {
        let text =
            fs::read_to_string(paths.root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is not as expected"))
    }
}

impl Survivor {
    pub(super) fn mutant(&self) -> Mutant {
        Mutant {
            file: self.file.clone(),
            at: self.at.clone(),
            mutation: self.mutation.clone(),
        }
    }
}

/// Each file is there, with the line that is named, and each entry has its reason. Whether the mutants
/// still survive is what `cargo xtask mutants` asks.
pub(crate) fn check(paths: &Paths) -> Result<()> {
    let known = Known::read(paths)?;
    let excluded = known
        .excluded
        .iter()
        .map(|entry| (&entry.file, None, &entry.reason));
    let survivors = known.survivor.iter();
    let survivors = survivors.map(|entry| (&entry.file, Some(&entry.at), &entry.reason));
    let mut problems = Vec::new();
    for (file, at, reason) in excluded.chain(survivors) {
        match fs::read_to_string(paths.root.join(file)) {
            Err(_) => problems.push(format!("{file} is not there")),
            Ok(text) => {
                if let Some(at) = at.filter(|at| !text.lines().any(|line| line.trim() == at.as_str())) {
                    problems.push(format!("{file} has no line {at:?}"));
                }
            }
        }
        if reason.trim().is_empty() {
            problems.push(format!("{file}: a reason is missing"));
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("; "));
    }
    Ok(())
}
