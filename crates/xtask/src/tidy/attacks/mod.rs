//! The table of SECURITY.md: each attack of `docs/attacks.toml` with the tests that are marked with its number.

mod engines;
mod marks;
mod rows;
mod table;

use super::tree::Tree;
use crate::paths::Paths;
use anyhow::{Context, Result, bail};
use engines::Engines;
use marks::Marked;
use rows::{Row, Rows};
use std::fs;

const DOCUMENT: &str = "SECURITY.md";
const BEGIN: &str = "<!-- attacks: written by `cargo xtask tidy --write` -->";
const END: &str = "<!-- attacks: end -->";

/// Every row has its tests, every mark has its row, and the table says so.
pub(super) fn check(paths: &Paths, tree: &Tree) -> Result<()> {
    let text = document(paths)?;
    let (expected, problems) = written(paths, tree, &text)?;
    if !problems.is_empty() {
        bail!("\n        {}", problems.join("\n        "));
    }
    if text != expected {
        bail!("{DOCUMENT} is not what the tests say: run `cargo xtask tidy --write`");
    }
    Ok(())
}

/// Writes the table anew.
pub(super) fn write(paths: &Paths, tree: &Tree) -> Result<()> {
    let text = document(paths)?;
    let (expected, _) = written(paths, tree, &text)?;
    fs::write(paths.root.join(DOCUMENT), expected).with_context(|| format!("cannot write {DOCUMENT}"))
}

fn document(paths: &Paths) -> Result<String> {
    fs::read_to_string(paths.root.join(DOCUMENT)).with_context(|| format!("cannot read {DOCUMENT}"))
}

/// The document with the table as it should be, and what is wrong with rows and marks.
fn written(paths: &Paths, tree: &Tree, text: &str) -> Result<(String, Vec<String>)> {
    let rows = rows::read(paths)?;
    let (marked, mut problems) = marks::read(&tree.files);
    problems.extend(wrong(&rows, &marked));
    let (before, rest) = text
        .split_once(BEGIN)
        .with_context(|| format!("{DOCUMENT} has no line {BEGIN}"))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("{DOCUMENT} has no line {END}"))?;
    let table = table::table(&rows, &marked);
    Ok((format!("{before}{BEGIN}\n\n{table}\n{END}{after}"), problems))
}

/// Rows without tests, tests without rows, and rows about browsers that miss an engine.
fn wrong(rows: &Rows, marked: &[Marked]) -> Vec<String> {
    let mut problems = Vec::new();
    for mark in marked {
        for number in mark.rows.iter().filter(|number| !rows.contains_key(number)) {
            problems.push(format!("{} is marked with {number}, which is no row", mark.name));
        }
    }
    for (number, row) in rows {
        problems.extend(wrong_row(*number, row, marked));
    }
    problems
}

fn wrong_row(number: u8, row: &Row, marked: &[Marked]) -> Option<String> {
    let tests = || marked.iter().filter(|mark| mark.rows.contains(&number));
    if row.absent.is_some() || row.step.is_some() {
        let unexpected = tests().next()?;
        return Some(format!("row {number} needs no test, and has {}", unexpected.name));
    }
    let engines: Engines = tests().map(|mark| mark.engines).collect();
    if tests().next().is_none() {
        Some(format!("row {number} has no test: {}", row.attack))
    } else if row.browser && !engines.are_all() {
        Some(format!(
            "row {number} is about browsers, and its tests run in: {engines}"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(browser: bool, absent: bool) -> Row {
        Row {
            attack: "an attack".to_owned(),
            outcome: "refused".to_owned(),
            browser,
            left: None,
            step: None,
            absent: absent.then(|| "something".to_owned()),
        }
    }

    fn mark(row: u8, engines: Engines) -> Marked {
        Marked {
            file: "a.rs".to_owned(),
            group: "a".to_owned(),
            name: "b".to_owned(),
            rows: [row].into(),
            engines,
        }
    }

    #[test]
    fn a_row_without_a_test_is_wrong_unless_there_is_nothing_to_test() {
        assert!(wrong_row(1, &row(false, false), &[]).is_some());
        assert!(wrong_row(1, &row(false, false), &[mark(2, Engines::NATIVE)]).is_some());
        assert!(wrong_row(1, &row(false, false), &[mark(1, Engines::NATIVE)]).is_none());
        assert!(wrong_row(1, &row(false, true), &[]).is_none());
        assert!(wrong_row(1, &row(false, true), &[mark(1, Engines::NATIVE)]).is_some());
    }

    #[test]
    fn a_row_about_browsers_wants_all_three() {
        let some = Engines::named("chromium") | Engines::named("firefox");
        assert!(wrong_row(1, &row(true, false), &[mark(1, some)]).is_some());
        let rest = mark(1, Engines::named("webkit"));
        assert!(wrong_row(1, &row(true, false), &[mark(1, some), rest]).is_none());
    }

    #[test]
    fn a_mark_without_a_row_is_wrong() {
        let rows = Rows::from([(1, row(false, false))]);
        let marked = [mark(1, Engines::NATIVE), mark(91, Engines::NATIVE)];
        assert_eq!(wrong(&rows, &marked), ["b is marked with 91, which is no row"]);
    }
}
