//! A packed package: `npm pack`, what is in it, and its installation.

use crate::paths::Paths;
use crate::run::{capture, program};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) struct Tarball {
    pub(super) file: PathBuf,
    /// What is in it; a content's hash in a name is written as `HASH`.
    pub(super) files: Vec<String>,
}

/// Packs a package into `place`.
pub(super) fn pack(paths: &Paths, folder: &Path, place: &Path) -> Result<Tarball> {
    let said = capture(
        program(paths, "npm")?
            .current_dir(folder)
            .args(["pack", "--json", "--pack-destination"])
            .arg(place),
    )?;
    let said: Value = serde_json::from_str(&said).context("npm pack said something else than JSON")?;
    // One npm lists the packages, another maps their names to them.
    let about = said
        .get(0)
        .or_else(|| said.as_object()?.values().next())
        .context("npm pack packed nothing")?;
    let file = about["filename"].as_str().context("npm pack names no file")?;
    let listed = about["files"].as_array().context("npm pack lists no files")?;
    let mut files: Vec<_> = listed
        .iter()
        .filter_map(|file| Some(without_hash(file["path"].as_str()?)))
        .collect();
    files.sort();
    Ok(Tarball {
        file: place.join(file),
        files,
    })
}

/// `receiver/receiver-5XK2LQ7A.js` -> `receiver/receiver-HASH.js`.
fn without_hash(path: &str) -> String {
    let Some((stem, rest)) = path.rsplit_once('-') else {
        return path.to_owned();
    };
    match rest.split_once('.') {
        Some((hash, extension)) if hash.len() == 8 && hash.chars().all(|c| c.is_ascii_alphanumeric()) => {
            format!("{stem}-HASH.{extension}")
        }
        _ => path.to_owned(),
    }
}

/// Installs it into the project at `place`.
pub(super) fn install(paths: &Paths, place: &Path, tarball: &Path) -> Result<()> {
    fs::write(
        place.join("package.json"),
        r#"{ "private": true, "type": "module" }"#,
    )?;
    let arguments = [
        "install",
        "--no-save",
        "--offline",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ];
    capture(
        program(paths, "npm")?
            .current_dir(place)
            .args(arguments)
            .arg(tarball),
    )
    .map(|_said| ())
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn only_a_hash_is_replaced() {
        assert_eq!(
            without_hash("receiver/receiver-5XK2LQ7A.js"),
            "receiver/receiver-HASH.js"
        );
        assert_eq!(
            without_hash("receiver/x_bg-1a2b3c4d.wasm.br"),
            "receiver/x_bg-HASH.wasm.br"
        );
        assert_eq!(without_hash("sign-in.js"), "sign-in.js");
        assert_eq!(without_hash("LICENSE-APACHE"), "LICENSE-APACHE");
    }
}
