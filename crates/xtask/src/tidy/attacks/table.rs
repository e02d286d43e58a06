//! The table as Markdown: rows in the order of their numbers, tests by file and engines.

use super::engines::Engines;
use super::marks::Marked;
use super::rows::Rows;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) fn table(rows: &Rows, marked: &[Marked]) -> String {
    let mut text = String::from(
        "| # | attack or fault | outcome | tests | engines |\n| --- | --- | --- | --- | --- |\n",
    );
    for (number, row) in rows.iter().filter(|(_, row)| row.absent.is_none()) {
        let (mut tests, mut engines) = cells(*number, marked);
        if let Some(step) = &row.step {
            tests.push(format!("the step `{step}` of `cargo xtask test`"));
            engines.push(Engines::NATIVE.to_string());
        }
        if let Some(left) = &row.left {
            tests.push(format!("*no test yet:* {left}"));
        }
        let (attack, outcome) = (&row.attack, &row.outcome);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {number} | {attack} | {outcome} | {} | {} |",
            tests.join("<br>"),
            engines.join("<br>")
        );
    }
    text.push_str("\nNot built, so there is nothing to attack yet:\n\n| # | attack or fault | comes with |\n| --- | --- | --- |\n");
    for (number, row) in rows {
        if let Some(absent) = &row.absent {
            let _ = writeln!(text, "| {number} | {} | {absent} |", row.attack);
        }
    }
    text
}

/// The tests of a row, a line for each file and set of engines, and those engines.
fn cells(number: u8, marked: &[Marked]) -> (Vec<String>, Vec<String>) {
    let mut groups: BTreeMap<(&str, &str, Engines), Vec<&str>> = BTreeMap::new();
    for mark in marked.iter().filter(|mark| mark.rows.contains(&number)) {
        let key = (mark.file.as_str(), mark.group.as_str(), mark.engines);
        groups.entry(key).or_default().push(&mark.name);
    }
    groups
        .into_iter()
        .map(|((file, group, engines), names)| {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            (
                format!("[{group}]({file}): {}", names.join(", ")),
                engines.to_string(),
            )
        })
        .unzip()
}
