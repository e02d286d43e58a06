//! `docs/protocol.md` against the code: every endpoint and every code is in both, or in neither.
//!
//! The document has a section whose heading contains "Addresses" and one whose heading contains "Codes"; in their
//! tables the first cell holds, in backticks, `METHOD /path` or the code.

use crate::paths::Paths;
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::fs;

const DOCUMENT: &str = "docs/protocol.md";

pub(super) fn endpoints(paths: &Paths) -> Result<()> {
    let routes =
        fs::read_to_string(paths.root.join("crates/server/src/routes.rs")).context("the server's routes")?;
    compare(paths, "Addresses", &in_code_routes(&routes))
}

pub(super) fn codes(paths: &Paths) -> Result<()> {
    let source = fs::read_to_string(paths.root.join("crates/protocol/src/error.rs"))
        .context("the protocol's codes")?;
    compare(paths, "Codes", &in_code_codes(&source))
}

fn compare(paths: &Paths, heading: &str, code: &BTreeSet<String>) -> Result<()> {
    ensure!(
        !code.is_empty(),
        "found nothing in the code: has its form changed?"
    );
    let text =
        fs::read_to_string(paths.root.join(DOCUMENT)).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let docs = first_cells(&text, heading);
    ensure!(
        !docs.is_empty(),
        "{DOCUMENT} has no table in a section whose heading contains {heading:?}"
    );
    let undocumented: Vec<_> = code.difference(&docs).cloned().collect();
    let invented: Vec<_> = docs.difference(code).cloned().collect();
    if !undocumented.is_empty() || !invented.is_empty() {
        bail!("only in the code: {undocumented:?}; only in {DOCUMENT}: {invented:?}");
    }
    Ok(())
}

/// `route("GET", "/sign-in", …)`, on one line or several.
fn in_code_routes(source: &str) -> BTreeSet<String> {
    let calls = source.split("route(").skip(1);
    let strings = calls.map(|call| call.split('"').skip(1).step_by(2).take(2).collect::<Vec<_>>());
    let is_method = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_uppercase());
    strings
        .filter(|words| words.len() == 2 && is_method(words[0]) && words[1].starts_with('/'))
        .map(|words| words.join(" "))
        .collect()
}

/// `InvalidRequest = "invalid_request",`
fn in_code_codes(source: &str) -> BTreeSet<String> {
    let line = |line: &str| {
        let (name, code) = line.trim().strip_suffix("\",")?.split_once(" = \"")?;
        name.chars().all(char::is_alphanumeric).then(|| code.to_owned())
    };
    source.lines().filter_map(line).collect()
}

/// What stands in backticks in the first cells of the tables of one section.
fn first_cells(text: &str, heading: &str) -> BTreeSet<String> {
    let mut cells = BTreeSet::new();
    let mut inside = None;
    for line in text.lines() {
        let level = line.chars().take_while(|letter| *letter == '#').count();
        if level > 0 {
            // The section ends at the next heading of its level or a higher one.
            let ends = inside.is_some_and(|section| level <= section);
            let begins = line.to_lowercase().contains(&heading.to_lowercase());
            inside = if begins {
                Some(level)
            } else {
                inside.filter(|_| !ends)
            };
        } else if let Some(row) = line.strip_prefix('|').filter(|_| inside.is_some()) {
            let cell = row.split('|').next().unwrap_or_default();
            cells.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn routes_are_found_however_they_are_broken() {
        let source = "const fn route(\n method: &str) {}\nroute(\"GET\", \"/\", a),\n route(\n \"POST\",\n \"/api/x\", b)";
        assert_eq!(in_code_routes(source), set(&["GET /", "POST /api/x"]));
    }

    #[test]
    fn codes_are_found() {
        assert_eq!(
            in_code_codes("    /// Text.\n    Network = \"network\",\n    let a = \"b\";\n"),
            set(&["network"])
        );
    }

    #[test]
    fn a_section_ends_at_the_next_of_its_level() {
        let text = "## Codes\n| `a` | `x` |\n### More\n| `b`, `c` | y |\n## Other\n| `d` | z |\n";
        assert_eq!(first_cells(text, "codes"), set(&["a", "b", "c"]));
    }
}
