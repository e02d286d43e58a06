//! Compressing what browsers download: node's zlib knows gzip and brotli, so no crate is needed for it.

use crate::paths::Paths;
use crate::run::{capture, program};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// How large one file is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) file: PathBuf,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// Measures files as they are.
pub(crate) fn measure(paths: &Paths, files: &[PathBuf]) -> Result<Vec<Size>> {
    compress(paths, None, files)
}

/// Leaves `NAME.br` beside each file that is worth it.
pub(super) fn write_brotli(paths: &Paths, files: &[PathBuf]) -> Result<()> {
    let worth: Vec<_> = files
        .iter()
        .filter(|file| is_compressible(file))
        .cloned()
        .collect();
    compress(paths, Some("--write"), &worth).map(|_sizes| ())
}

fn is_compressible(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("js" | "css" | "svg" | "wasm" | "json"))
}

fn compress(paths: &Paths, flag: Option<&str>, files: &[PathBuf]) -> Result<Vec<Size>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let script = paths.root.join("crates/xtask/npm/compress.mjs");
    let said = capture(program(paths, "node")?.arg(script).args(flag).args(files))?;
    said.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("not a size: {line}")))
        .collect()
}
