//! Rules about the text of sources: headers, lengths, leftovers.

use super::tree::{File, Kind, Tree};
use anyhow::{Result, bail};

const GOOD_LENGTH: usize = 200;
const MOST_LINES: usize = 500;

/// Every source begins by saying what it is.
pub(super) fn headers(tree: &Tree) -> Result<()> {
    refuse(tree, |file, kind| {
        let first = file
            .text
            .lines()
            .find(|line| !is_preamble(line))
            .unwrap_or_default();
        let has = kind.comments().iter().any(|comment| first.starts_with(comment));
        (!has).then(|| format!("{}: begins with {first:?}", file.path))
    })
}

/// What has to stand before a header.
fn is_preamble(line: &str) -> bool {
    line.starts_with("#!/") || line.trim().is_empty() || line.to_ascii_lowercase().starts_with("<!doctype")
}

/// Over 200 lines is said, over 500 is refused.
pub(super) fn lengths(tree: &Tree) -> Result<()> {
    let mut long: Vec<_> = tree
        .sources()
        .map(|(file, _)| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > GOOD_LENGTH)
        .collect();
    long.sort_unstable_by(|one, other| other.cmp(one));
    for (lines, path) in &long {
        println!("    note: {path}: {lines} lines");
    }
    let over: Vec<_> = long
        .iter()
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(_, path)| path.as_str())
        .collect();
    if !over.is_empty() {
        bail!("over {MOST_LINES} lines: {}", over.join(", "));
    }
    Ok(())
}

pub(super) fn leftovers(tree: &Tree) -> Result<()> {
    // Written in two parts, so that this file is not found by itself.
    let words =
        [("TO", "DO"), ("FIX", "ME"), ("dbg", "!("), ("console", ".debug(")].map(|(a, b)| format!("{a}{b}"));
    refuse(tree, |file, _| {
        let has = |line: &str| words.iter().any(|word| line.contains(word.as_str()));
        let (number, line) = file.text.lines().enumerate().find(|(_, line)| has(line))?;
        Some(format!("{}:{}: {}", file.path, number + 1, line.trim()))
    })
}

fn refuse(tree: &Tree, wrong: impl Fn(&File, Kind) -> Option<String>) -> Result<()> {
    let found: Vec<_> = tree
        .sources()
        .filter_map(|(file, kind)| wrong(file, kind))
        .collect();
    if !found.is_empty() {
        bail!("\n        {}", found.join("\n        "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(path: &str, text: &str) -> Tree {
        Tree {
            files: vec![File {
                path: path.to_owned(),
                text: text.to_owned(),
            }],
        }
    }

    #[test]
    fn a_header_may_follow_what_must_come_first() {
        assert!(headers(&tree("a.rs", "//! What it is.\n")).is_ok());
        assert!(headers(&tree("a.sh", "#!/bin/sh\n# What it is.\n")).is_ok());
        assert!(headers(&tree("a.html", "<!doctype html>\n<!-- What it is. -->\n")).is_ok());
        assert!(headers(&tree("a.rs", "use std::fs;\n")).is_err());
        assert!(headers(&tree("a.css", "body { }\n")).is_err());
        assert!(headers(&tree("a.rs", "")).is_err());
    }

    #[test]
    fn length_is_refused_only_over_the_limit() {
        assert!(lengths(&tree("a.rs", &"x\n".repeat(MOST_LINES))).is_ok());
        assert!(lengths(&tree("a.rs", &"x\n".repeat(MOST_LINES + 1))).is_err());
    }

    #[test]
    fn leftovers_are_found() {
        assert!(leftovers(&tree("a.rs", "let a;\n")).is_ok());
        assert!(leftovers(&tree("a.rs", &format!("// {}: later\n", ["TO", "DO"].concat()))).is_err());
    }
}
