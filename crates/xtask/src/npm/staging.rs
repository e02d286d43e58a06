//! Results appear whole: made beside their place, then moved there.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Makes a folder anew. If `make` fails, the old one is still there.
pub(super) fn replace(folder: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let staging = folder.with_extension("new");
    remove(&staging)?;
    fs::create_dir_all(&staging)?;
    make(&staging)?;
    remove(folder)?;
    fs::rename(&staging, folder).with_context(|| format!("cannot move {} to its place", staging.display()))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
