//! The tools that npm installs: wasm-opt, the TypeScript compiler, the bundler; exact versions, no install scripts.

use crate::paths::Paths;
use crate::run::{capture, program, run};
use crate::stamp::{Inputs, Stamp};
use anyhow::{Context, Result, bail};
use std::fs;

/// Each program with what its `--version` must contain.
const PROGRAMS: [(&str, &str); 3] = [
    ("wasm-opt", "version 132"),
    ("tsc", "Version 7.0.2"),
    ("esbuild", "0.28.2"),
];

pub(super) fn install(paths: &Paths) -> Result<()> {
    let source = paths.root.join("crates/xtask/npm");
    let folder = paths.tools.join("npm");
    let hash = Inputs::new().tree(&source)?.finish();
    let stamp = Stamp::beside(&folder);
    if stamp.is(&hash) && check(paths).is_ok() {
        println!("    wasm-opt, tsc, esbuild, jose: there");
        return Ok(());
    }
    stamp.forget();
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(source.join(name), folder.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    let npm = program(paths, "npm").map(|mut npm| {
        npm.current_dir(&folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm
    });
    run(&mut npm?).context("node 20 or newer with npm is needed to build the pages")?;
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
