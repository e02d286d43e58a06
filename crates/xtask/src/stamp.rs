//! Skipping what is up to date: a hash over a step's inputs, kept beside its result.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A hash over everything that a result depends on.
pub(crate) struct Inputs(Sha256);

impl Inputs {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds a word: a version, a flag, another result's hash.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    /// Adds a file, or every file below a folder, by relative name and content. What is not there counts as absent.
    pub(crate) fn tree(mut self, path: &Path) -> Result<Self> {
        for file in files(path)? {
            let name = file
                .strip_prefix(path)
                .unwrap_or(&file)
                .to_string_lossy()
                .into_owned();
            let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            self = self.text(&name);
            self.0.update(content.len().to_le_bytes());
            self.0.update(&content);
        }
        Ok(self)
    }

    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The hash that a finished result was made from.
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    pub(crate) fn beside(result: &Path) -> Self {
        Self(result.with_extension("stamp"))
    }

    pub(crate) fn is(&self, hash: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|kept| kept == hash)
    }

    pub(crate) fn keep(&self, hash: &str) -> Result<()> {
        fs::write(&self.0, hash).with_context(|| format!("cannot write {}", self.0.display()))
    }

    /// Forgets the result: called before it is made anew, so that a broken attempt is not taken for it.
    pub(crate) fn forget(&self) {
        let _absent = fs::remove_file(&self.0);
    }
}

/// Every file at or below a path, sorted; nothing if the path is not there.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        let entries = fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
        for entry in entries {
            let entry = entry?.path();
            if !entry.ends_with("node_modules") {
                found.extend(files(&entry)?);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The first eight characters of a content's hash: what makes a file's name unique.
pub(crate) fn short_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)).chars().take(8).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
