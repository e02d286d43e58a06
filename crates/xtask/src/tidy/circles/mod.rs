//! No circle between source files: of two files, at most one uses what the other defines, however long the way.

mod modules;
mod source;
#[cfg(test)]
mod tests;

use crate::paths::Paths;
use crate::tidy::metadata::Metadata;
use anyhow::{Context, Result, ensure};
use modules::{Arrows, Modules};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

/// A list of files, each of which uses the others: directly, or by way of files of the same list.
type Circle = BTreeSet<String>;

pub(super) fn check(paths: &Paths) -> Result<()> {
    let metadata = Metadata::read(paths)?;
    let text = |file: &str| fs::read_to_string(paths.root.join(file)).ok();
    let mut found = BTreeSet::new();
    for package in &metadata.packages {
        for target in &package.targets {
            let root = target
                .src_path
                .strip_prefix(&paths.root)
                .context("a target outside of the tree")?;
            let root = root.to_str().context("a path that is not UTF-8")?;
            let arrows = Modules::read(root, &text)?.arrows();
            found.extend(circles(&arrows).iter().map(|circle| told(circle, &arrows)));
        }
    }
    let all: String = found.into_iter().collect();
    ensure!(
        all.is_empty(),
        "files that need each other; what both need belongs in a file below them:{all}"
    );
    Ok(())
}

/// The largest sets of files that reach each other.
fn circles(arrows: &Arrows) -> BTreeSet<Circle> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in arrows.keys() {
        next.entry(from).or_default().insert(to);
    }
    let reached = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
        while let Some(file) = waiting.pop() {
            if seen.insert(file) {
                waiting.extend(next.get(file).into_iter().flatten());
            }
        }
        seen
    };
    let all: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|file| (*file, reached(file))).collect();
    let circle = |file: &str| {
        let others = all[file]
            .iter()
            .filter(|other| all.get(*other).is_some_and(|back| back.contains(file)));
        others.map(|other| (*other).to_owned()).collect::<Circle>()
    };
    all.keys()
        .map(|file| circle(file))
        .filter(|circle| !circle.is_empty())
        .collect()
}

/// The arrows inside a circle, one a line.
fn told(circle: &Circle, arrows: &Arrows) -> String {
    let mut text = format!("\n  {} files:", circle.len());
    for ((from, to), names) in arrows {
        if circle.contains(from) && circle.contains(to) {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let _ = write!(text, "\n    {from} -> {to}: {}", names.join(", "));
        }
    }
    text
}
