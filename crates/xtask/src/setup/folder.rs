//! Folders that setup needs on the way.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Removes one with all that is in it, if it is there.
pub(super) fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
