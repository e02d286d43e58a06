//! The copy that is broken: the tree as git sees it, in `target/mutants/tree`, where nobody else builds.

use crate::paths::Paths;
use crate::run::{capture, program};
use crate::stamp::files;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The built pages that the issuer embeds.
const PAGES: &str = "target/pages/issuer";

/// Brings the copy up to date. What is the same is left alone, so that cargo builds only what changed.
pub(super) fn copy(paths: &Paths) -> Result<PathBuf> {
    let tree = paths.target.join("mutants/tree");
    let mut git = program(paths, "git")?;
    let listed = capture(git.args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    // A deleted file stays listed until that is committed.
    let mut wanted: BTreeSet<PathBuf> = listed
        .lines()
        .map(PathBuf::from)
        .filter(|path| paths.root.join(path).is_file())
        .collect();
    for path in &wanted {
        update(&paths.root.join(path), &tree.join(path))?;
    }
    let built = paths.pages().join("issuer");
    for page in files(&built)? {
        let path = Path::new(PAGES).join(page.strip_prefix(&built)?);
        update(&page, &tree.join(&path))?;
        wanted.insert(path);
    }
    for path in ["crates", "tests", "www", PAGES] {
        for old in files(&tree.join(path))? {
            if !wanted.contains(old.strip_prefix(&tree)?) {
                fs::remove_file(&old).with_context(|| format!("cannot remove {}", old.display()))?;
            }
        }
    }
    Ok(tree)
}

fn update(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    if fs::read(to).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}
