//! One folder of pages: its assets bundled, hashed, compressed, and named in the pages.

use super::bundle::Bundle;
use super::{compress, html};
use crate::paths::Paths;
use crate::stamp::{files, short_hash};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// How a folder of pages names its assets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Templates of the server: `{{ assets['page.css'] }}`, answered from `assets.json`.
    Template,
    /// Finished pages: relative references, rewritten here.
    Static,
}

/// Where the wasm module of a folder of pages is.
pub(super) enum Module {
    /// The pages have none.
    Absent,
    /// This one, among the assets.
    Asset(PathBuf),
    /// With the receiver: the pages do without until the package loads it, by a chunk of its own.
    Late,
}

/// A folder of pages to be built.
pub(super) struct Site {
    pub(super) source: PathBuf,
    pub(super) style: Style,
    /// The folder of the assets, relative to the pages; may be empty.
    pub(super) assets: &'static str,
    pub(super) module: Module,
}

impl Site {
    /// Builds the site into `out`.
    pub(super) fn build(&self, paths: &Paths, out: &Path) -> Result<()> {
        let pages = self.pages()?;
        let assets = out.join(self.assets);
        fs::create_dir_all(&assets)?;
        // What the pages call a file, and its address.
        let mut built = BTreeMap::new();
        let mut wasm_url = None;
        if let Module::Asset(source) = &self.module {
            let name = source.file_name().unwrap_or_default().to_string_lossy();
            let file = copy_hashed(source, &assets)?;
            built.insert(name.into_owned(), self.address(&file));
            // Scripts beside it know it as `__WASM_URL__`.
            wasm_url = Some(file);
        }
        let wanted = self.wanted(paths, &pages, &built)?;
        let (scripts, plain): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .partition(|(_, source)| matches!(extension(source), "ts" | "js" | "css"));
        let bundle = Bundle {
            entries: scripts
                .iter()
                .map(|(_, source)| source.clone())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            out: &assets,
            names: "[name]-[hash]",
            minify: true,
            split: matches!(self.module, Module::Late),
            external: Vec::new(),
            wasm_url,
        };
        let bundled = bundle.run(paths)?;
        for (reference, source) in scripts {
            let file = bundled
                .get(&source)
                .with_context(|| format!("esbuild did not build {reference}"))?;
            built.insert(reference, self.address(file));
        }
        for (reference, source) in plain {
            built.insert(reference, self.address(&copy_hashed(&source, &assets)?));
        }
        compress::write_brotli(paths, &files(&assets)?)?;
        self.write_pages(&pages, &built, out)
    }

    fn pages(&self) -> Result<BTreeMap<String, String>> {
        let mut pages = BTreeMap::new();
        for file in files(&self.source)? {
            if file.parent() == Some(&self.source) && extension(&file) == "html" {
                let name = file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                pages.insert(name, fs::read_to_string(&file)?);
            }
        }
        Ok(pages)
    }

    /// Every asset that a page names, with its source; a name without a source is an error that says where it is.
    fn wanted(
        &self,
        paths: &Paths,
        pages: &BTreeMap<String, String>,
        known: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, PathBuf>> {
        let mut wanted = BTreeMap::new();
        let mut missing = Vec::new();
        for (page, text) in pages {
            let names = match self.style {
                Style::Template => html::template_assets(text),
                Style::Static => html::references(text),
            };
            for name in names.into_iter().filter(|name| !known.contains_key(name)) {
                match self.find(&name)? {
                    Some(source) => drop(wanted.insert(name, source)),
                    None => missing.push(format!("{}/{page} names {name}", paths.short(&self.source))),
                }
            }
        }
        if !missing.is_empty() {
            bail!("no such source:\n    {}", missing.join("\n    "));
        }
        Ok(wanted)
    }

    /// The source of an asset: `x.js` may be `x.ts`.
    fn find(&self, name: &str) -> Result<Option<PathBuf>> {
        let plain = self.source.join(name);
        let candidates = [plain.with_extension("ts"), plain.clone()];
        let script = extension(&plain) == "js";
        let found = candidates
            .into_iter()
            .skip(usize::from(!script))
            .find(|path| path.is_file());
        // The real path, without `..`: what the bundler will call it.
        found
            .map(|path| path.canonicalize().with_context(|| format!("cannot find {name}")))
            .transpose()
    }

    fn address(&self, file: &str) -> String {
        match self.style {
            // The server adds its own prefix.
            Style::Template => file.to_owned(),
            Style::Static if self.assets.is_empty() => file.to_owned(),
            Style::Static => format!("{}/{file}", self.assets),
        }
    }

    fn write_pages(
        &self,
        pages: &BTreeMap<String, String>,
        built: &BTreeMap<String, String>,
        out: &Path,
    ) -> Result<()> {
        for (page, text) in pages {
            let text = match self.style {
                Style::Template => text.clone(),
                Style::Static => html::rewrite(text, |name| built.get(name).cloned()),
            };
            fs::write(out.join(page), text)?;
        }
        if self.style == Style::Template {
            fs::write(
                out.join("assets.json"),
                serde_json::to_string_pretty(built)? + "\n",
            )?;
        }
        Ok(())
    }
}

fn copy_hashed(source: &Path, folder: &Path) -> Result<String> {
    let name = hashed(source)?;
    fs::copy(source, folder.join(&name)).with_context(|| format!("cannot copy {}", source.display()))?;
    Ok(name)
}

/// `mark.svg` -> `mark-1a2b3c4d.svg`.
pub(super) fn hashed(source: &Path) -> Result<String> {
    let content = fs::read(source).with_context(|| format!("cannot read {}", source.display()))?;
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    Ok(format!("{stem}-{}.{}", short_hash(&content), extension(source)))
}

fn extension(file: &Path) -> &str {
    file.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}
