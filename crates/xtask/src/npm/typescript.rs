//! tsc and ESLint: the projects of the tree, as an editor reads them, and the declarations that come of the packages' fronts.

use crate::paths::Paths;
use crate::run::{program, run};
use crate::stamp::files;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Checks all TypeScript, each folder after those that it imports. What has not changed is not read again.
pub(super) fn check(paths: &Paths) -> Result<()> {
    run(program(paths, "tsc")?.args(["--build", "--pretty", "false"]))
}

/// Checks the house's style of scripts: rules with types, in `lint/eslint.mjs`.
pub(crate) fn lint(paths: &Paths) -> Result<()> {
    run(program(paths, "eslint")?.args(["--max-warnings", "0", "."]))
}

/// Copies the declarations of a package's front, which `check` wrote, into `out`.
pub(super) fn declare(paths: &Paths, name: &str, front: &Path, out: &Path) -> Result<()> {
    // Where tsconfig.json says.
    let declared = paths.root.join("target/types").join(name);
    for source in files(front)?.into_iter().filter(|file| is_source(file)) {
        let declaration = source.with_extension("d.ts");
        let declaration = declaration.file_name().context("a source has a name")?;
        fs::copy(declared.join(declaration), out.join(declaration))
            .with_context(|| format!("tsc wrote no {}", declaration.display()))?;
    }
    Ok(())
}

/// TypeScript that becomes a script.
fn is_source(file: &Path) -> bool {
    let name = file.to_string_lossy();
    name.ends_with(".ts") && !name.ends_with(".d.ts")
}
