//! esbuild: sources and what they import become few small files with their content's hash in the name.

use crate::paths::Paths;
use crate::run::{capture_all, program};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What to bundle, and how.
pub(crate) struct Bundle<'a> {
    pub(crate) entries: Vec<PathBuf>,
    pub(crate) out: &'a Path,
    /// `[name]-[hash]` for pages; `[name]` for packages, whose files keep their names.
    pub(crate) names: &'a str,
    pub(crate) minify: bool,
    /// `import()` becomes a file of its own, downloaded when it is used.
    pub(crate) split: bool,
    /// Imports that stay imports.
    pub(crate) external: Vec<String>,
    /// The address of the wasm module, as the script writes it: `__WASM_URL__`.
    pub(crate) wasm_url: Option<String>,
}

#[derive(Deserialize)]
struct Metafile {
    outputs: BTreeMap<String, Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    entry_point: Option<String>,
}

impl Bundle<'_> {
    /// Bundles, and tells which file each entry became: source path -> file name.
    pub(crate) fn run(&self, paths: &Paths) -> Result<BTreeMap<PathBuf, String>> {
        if self.entries.is_empty() {
            return Ok(BTreeMap::new());
        }
        let metafile = paths.target.join("npm/esbuild.json");
        let mut command = program(paths, "esbuild")?;
        command
            .args([
                "--bundle",
                "--format=esm",
                "--target=es2022",
                "--legal-comments=none",
                "--log-level=warning",
                // tsconfig.json leads compilers and editors to sources; what is bundled are the packages just built.
                "--tsconfig-raw={}",
            ])
            .args(["svg", "png", "webp", "woff2"].map(|kind| format!("--loader:.{kind}=file")))
            .args(["entry", "chunk", "asset"].map(|kind| format!("--{kind}-names={}", self.names)))
            .args(self.external.iter().map(|name| format!("--external:{name}")))
            .arg(format!("--outdir={}", self.out.display()))
            .arg(format!("--metafile={}", metafile.display()))
            // `@crosspass/…` means the packages just built.
            .env("NODE_PATH", paths.target.join("npm/node_modules"));
        if let Some(url) = &self.wasm_url {
            command.arg(format!("--define:__WASM_URL__={}", serde_json::to_string(url)?));
        }
        command.arg(format!("--define:__OWN_PAGE__={}", self.minify));
        if self.minify {
            command.arg("--minify");
        }
        if self.split {
            command.arg("--splitting");
        }
        let entries: Vec<_> = self.entries.iter().map(|entry| paths.short(entry)).collect();
        println!("    bundle: {}", entries.join(", "));
        // Warnings are refused, too: a bundle that esbuild doubts is not shipped.
        let said = capture_all(command.args(&entries))?;
        ensure!(said.is_empty(), "esbuild warns:\n{said}");
        let text = fs::read_to_string(&metafile).context("esbuild left no metafile")?;
        let metafile: Metafile =
            serde_json::from_str(&text).context("esbuild's metafile is not as expected")?;
        let built = |(file, output): (String, Output)| {
            let name = Path::new(&file).file_name()?.to_string_lossy().into_owned();
            Some((paths.root.join(output.entry_point?), name))
        };
        Ok(metafile.outputs.into_iter().filter_map(built).collect())
    }
}
