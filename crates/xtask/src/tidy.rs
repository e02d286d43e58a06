//! `tidy`: the house rules that no compiler checks. Runs as a test of this crate too.

mod arrows;
mod attacks;
mod circles;
mod commands;
mod docs;
mod imports;
mod metadata;
mod text;
mod tree;

use crate::npm::manifest;
use crate::paths::Paths;
use crate::run::{capture, program, run};
use crate::tally::Tally;
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::fs;
use std::path::Path;
use tree::Tree;

/// Checks the house rules: arrows between crates, headers, lengths, and docs in step with the code.
///
/// Looks at the files that git tracks. Builds the server, to compare its command line with the docs.
#[derive(Args, Clone, Default)]
pub(crate) struct Tidy {
    /// Writes the table of attacks and tests in SECURITY.md anew
    #[arg(long)]
    write: bool,
}

impl Tidy {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        if self.write {
            attacks::write(paths, &Tree::read(paths)?)?;
        }
        run(program(paths, "cargo")?.args(["build", "--quiet", "-p", "crosspass-cli"]))?;
        let tally = check(paths, &paths.target.join("debug/crosspass"))?;
        if tally.failed > 0 {
            bail!(
                "{} of {} house rules are broken",
                tally.failed,
                tally.passed + tally.failed
            );
        }
        Ok(())
    }
}

/// Checks every rule; `crosspass` is the built binary.
fn check(paths: &Paths, crosspass: &Path) -> Result<Tally> {
    let tree = Tree::read(paths)?;
    let mut tally = Tally::default();
    tally.check("crates use each other, SQL and HTTP as drawn", || {
        arrows::check(paths, &tree)
    });
    tally.check("no circle between source files", || circles::check(paths));
    tally.check(
        "imports of scripts, styles and pages: no circle, none backwards",
        || imports::check(&tree),
    );
    tally.check("a header line in every source file", || text::headers(&tree));
    tally.check("files of 200 lines, never over 500", || text::lengths(&tree));
    tally.check("no tabs, no trailing whitespace, no conflict markers", || {
        whitespace(paths)
    });
    tally.check("nothing left to be done in comments or debug prints", || {
        text::leftovers(&tree)
    });
    tally.check("wasm-pack.toml says that wasm-pack does not read it", || {
        first_line_of_manifest(paths)
    });
    tally.check("the npm lock files name no address", || npm_locks(paths));
    tally.check("endpoints: docs and server agree", || docs::endpoints(paths));
    tally.check("codes: docs and protocol agree", || docs::codes(paths));
    tally.check("attacks: each has its tests, and SECURITY.md names them", || {
        attacks::check(paths, &tree)
    });
    tally.check("command line: docs and binary agree", || {
        commands::check(paths, &tree, crosspass)
    });
    Ok(tally)
}

fn first_line_of_manifest(paths: &Paths) -> Result<()> {
    let text = fs::read_to_string(paths.root.join(manifest::FILE))?;
    let first = text.lines().next().unwrap_or_default();
    ensure!(
        first.contains("cargo xtask") && first.contains("wasm-pack itself reads no such file"),
        "{first:?}"
    );
    Ok(())
}

/// What git says of the whole tree, as it says it of a change. Caddy's own formatter indents with tabs.
fn whitespace(paths: &Paths) -> Result<()> {
    let nothing = capture(program(paths, "git")?.args(["hash-object", "-t", "tree", "/dev/null"]))?;
    run(program(paths, "git")?
        .args([
            "--no-pager",
            "-c",
            "core.whitespace=trailing-space,tab-in-indent,-blank-at-eof",
        ])
        .args(["diff", "--check", nothing.trim(), "--", "."])
        .args([":!crates/protocol/fuzz/corpus", ":!docs/gate/Caddyfile"]))
}

/// A lock file without addresses serves users of mirrors too.
fn npm_locks(paths: &Paths) -> Result<()> {
    for name in ["package-lock.json", "tests/projects/package-lock.json"] {
        let text = fs::read_to_string(paths.root.join(name)).context(name)?;
        ensure!(
            !text.contains("\"resolved\": \"http"),
            "{name}: install with omit-lockfile-registry-resolved=true"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_rules_are_kept() {
        let paths = Paths::find().unwrap();
        let tally = check(&paths, &paths.target.join("debug/crosspass")).unwrap();
        assert_eq!(tally.failed, 0, "see above for each rule that is broken");
    }
}
