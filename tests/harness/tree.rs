//! Where this tree is, and what was built of it.

use std::path::{Path, PathBuf};

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// Where `cargo xtask npm` put something: `pages/receiver`, `npm/client`.
#[must_use]
pub fn built(what: &str) -> PathBuf {
    let target = workspace().join("target");
    match (std::env::var_os("CROSSPASS_PAGES"), what.strip_prefix("pages/")) {
        (Some(pages), Some(rest)) => PathBuf::from(pages).join(rest),
        _ => target.join(what),
    }
}
