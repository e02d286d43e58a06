//! The command line against the documents: each `crosspass VERB …` that a document shows is one that the
//! binary has, and each that the binary has is shown somewhere.

use super::tree::Tree;
use crate::paths::Paths;
use crate::run::{capture, program};
use anyhow::{Result, bail, ensure};
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn check(paths: &Paths, tree: &Tree, crosspass: &Path) -> Result<()> {
    let mut shown = BTreeSet::new();
    for document in tree.documents() {
        shown.extend(in_document(&document.text));
    }
    let name = paths.short(crosspass);
    ensure!(
        crosspass.is_file(),
        "no {name}: build it with `cargo build -p crosspass-cli`"
    );
    let known = in_binary(paths, crosspass)?;
    let missing: Vec<_> = known
        .iter()
        .filter(|command| !shown.iter().any(|text| is_use_of(text, command)))
        .collect();
    let invented: Vec<_> = shown
        .iter()
        .filter(|text| !known.iter().any(|command| is_use_of(text, command)))
        .collect();
    if !missing.is_empty() || !invented.is_empty() {
        bail!("in no document: {missing:?}; not in the binary: {invented:?}");
    }
    Ok(())
}

/// `crosspass user add ada --name …` is a use of `user add`.
fn is_use_of(text: &str, command: &str) -> bool {
    text == command
        || text
            .strip_prefix(command)
            .is_some_and(|rest| rest.starts_with(' '))
}

/// Every command without subcommands: `serve`, `user add`, …
fn in_binary(paths: &Paths, crosspass: &Path) -> Result<BTreeSet<String>> {
    let mut leaves = BTreeSet::new();
    let mut open = vec![String::new()];
    while let Some(command) = open.pop() {
        let help = capture(
            program(paths, crosspass)?
                .args(command.split_whitespace())
                .arg("--help"),
        )?;
        let below = in_help(&help);
        if below.is_empty() {
            leaves.insert(command);
        } else {
            open.extend(
                below
                    .into_iter()
                    .map(|verb| format!("{command} {verb}").trim().to_owned()),
            );
        }
    }
    Ok(leaves)
}

/// The names below "Commands:", without `help`.
fn in_help(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let rows = lines.take_while(|line| line.starts_with("  "));
    // A row that only continues a description is indented further.
    let names = rows
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// What follows `crosspass` in inline code and in code blocks, up to the first word that is no verb.
fn in_document(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
            continue;
        }
        let spans: Vec<&str> = if block {
            vec![line]
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        found.extend(spans.into_iter().filter_map(command));
    }
    found
}

/// `crosspass user add LOGIN` -> `user add`; alternatives as `add|list` are left to the reader.
fn command(span: &str) -> Option<String> {
    let words = span.trim().trim_start_matches("$ ").strip_prefix("crosspass ")?;
    let is_verb = |word: &&str| {
        word.chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '-')
            && !word.starts_with('-')
    };
    let verbs: Vec<_> = words.split_whitespace().take_while(is_verb).collect();
    (!verbs.is_empty()).then(|| verbs.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_in_blocks_and_spans() {
        let text = "Run `crosspass serve --listen X` or `crosspass.toml`.\n```sh\n$ crosspass user add ADA --name A\n```\n";
        assert_eq!(
            in_document(text),
            BTreeSet::from(["serve", "user add"].map(str::to_owned))
        );
    }

    #[test]
    fn a_command_with_an_argument_is_a_use() {
        assert!(is_use_of("user add ada", "user add"));
        assert!(!is_use_of("user added", "user add"));
        assert!(!is_use_of("user", "user add"));
    }

    #[test]
    fn help_names_the_commands() {
        let help =
            "Text\n\nCommands:\n  serve  Runs it\n  user   People\n  help   Prints this\n\nOptions:\n  -h\n";
        assert_eq!(in_help(help), ["serve", "user"]);
    }
}
