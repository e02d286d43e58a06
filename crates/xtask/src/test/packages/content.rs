//! What is inside of the files that browsers load: nothing of another page's, no texts of panics.

use crate::npm::manifest::Package;
use crate::stamp::files;
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// Panics trap without a word; these would be the texts and source names of some that do not.
const OF_PANICS: [&str; 4] = ["panicked", ".rs", "assertion", "RUST_BACKTRACE"];

/// How messages of `unwrap_throw` begin. wasm-bindgen's own code has two, whatever we do; ours has none.
const OF_UNWRAPS: &str = "called `";
const MOST_UNWRAPS: usize = 2;

/// No text of what the package must not be able to do.
pub(super) fn without_absent(folder: &Path, package: &Package) -> Result<()> {
    for file in loaded(folder)? {
        let content = fs::read(&file)?;
        for text in &package.absent {
            ensure!(count(&content, text) == 0, "{} has {text:?}", file.display());
        }
    }
    Ok(())
}

/// The module says no more of panics than what wasm-bindgen brings.
pub(super) fn without_panics(folder: &Path, package: &Package) -> Result<()> {
    let module = fs::read(folder.join("wasm").join(package.wasm()))?;
    for text in OF_PANICS {
        ensure!(count(&module, text) == 0, "{} has {text:?}", package.wasm());
    }
    let unwraps = count(&module, OF_UNWRAPS);
    ensure!(
        unwraps <= MOST_UNWRAPS,
        "{} has {unwraps} messages of unwraps, and not {MOST_UNWRAPS} at most",
        package.wasm()
    );
    Ok(())
}

/// The files that a browser may load: no declarations, no texts for people, no programs of the command line.
fn loaded(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut loaded = files(folder)?;
    loaded.retain(|file| {
        let extension = file.extension().unwrap_or_default();
        ["js", "wasm", "html", "css"]
            .iter()
            .any(|kind| extension == *kind)
    });
    ensure!(!loaded.is_empty(), "{} is empty", folder.display());
    Ok(loaded)
}

fn count(content: &[u8], text: &str) -> usize {
    content
        .windows(text.len())
        .filter(|part| *part == text.as_bytes())
        .count()
}
