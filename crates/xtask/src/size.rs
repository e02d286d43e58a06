//! `size`: what browsers download for each page, against the budgets, and what must not be in it.

use crate::npm;
use crate::npm::bundle::Bundle;
use crate::npm::compress::{Size, measure};
use crate::npm::manifest::{Manifest, Package};
use crate::paths::Paths;
use crate::stamp::files;
use crate::tally::Tally;
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Shows what each page downloads, raw and compressed, against the budgets of wasm-pack.toml.
///
/// Fails if a page is over its budget, or if a shipped file holds a path of the machine that built it.
/// Builds the packages and pages first, if they are not up to date.
#[derive(Args, Clone, Default)]
pub(crate) struct SizeTable {}

impl SizeTable {
    #[expect(clippy::unused_self, reason = "every verb is run in the same way")]
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        npm::build(paths)?;
        let tally = check(paths)?;
        if tally.failed > 0 {
            bail!(
                "{} of {} checks failed",
                tally.failed,
                tally.passed + tally.failed
            );
        }
        Ok(())
    }
}

/// A page whose code is measured.
struct Page<'a> {
    /// Its budget's name in the manifest.
    budget: &'static str,
    /// Its package's name in the manifest.
    name: &'static str,
    package: &'a Package,
    /// The script's source: what is bundled without the glue to measure the front alone.
    source: PathBuf,
    /// What a browser downloads. Empty: the front alone.
    downloads: Vec<PathBuf>,
}

/// Prints the table, and checks budgets and forbidden texts.
pub(crate) fn check(paths: &Paths) -> Result<Tally> {
    let manifest = Manifest::read(paths)?;
    let mut tally = Tally::default();
    println!(
        "    {:<18}{:<8}{:>10}{:>10}{:>10}{:>10}",
        "page", "part", "raw", "gzip", "brotli", "budget"
    );
    let mut results = Vec::new();
    for page in pages(paths, &manifest)? {
        let budget = manifest
            .budget
            .get(page.budget)
            .with_context(|| format!("no budget.{}", page.budget))?;
        results.push((budget, page.table(paths, budget.bytes)?));
    }
    for (budget, brotli) in results {
        tally.check(
            &format!("{}: at most {} bytes of brotli", budget.description, budget.bytes),
            || {
                ensure!(
                    brotli <= budget.bytes,
                    "{brotli} bytes, {} too many",
                    brotli - budget.bytes
                );
                Ok(())
            },
        );
    }
    tally.check("no path of the building machine in a shipped file", || {
        forbidden(paths, &manifest)
    });
    Ok(tally)
}

fn pages<'a>(paths: &Paths, manifest: &'a Manifest) -> Result<Vec<Page<'a>>> {
    let issuer = paths.pages().join("issuer");
    let assets =
        fs::read_to_string(issuer.join("assets.json")).context("the issuer's pages are not built")?;
    let assets: BTreeMap<String, String> = serde_json::from_str(&assets)?;
    let asset = |name: &str| -> Result<PathBuf> {
        Ok(issuer
            .join("assets")
            .join(assets.get(name).with_context(|| format!("no asset {name}"))?))
    };
    let (auth, client) = (&manifest.package["auth"], &manifest.package["client"]);
    let receiver = paths.root.join(&client.directory).join("receiver/receiver.ts");
    let built = files(&paths.pages().join("receiver"))?;
    let code = |file: &&PathBuf| matches!(extension(file), "js" | "wasm");
    Ok(vec![
        Page {
            budget: "auth-page",
            name: "auth",
            package: auth,
            source: paths.root.join("www/auth/sign-in.ts"),
            downloads: vec![asset("sign-in.js")?, asset(&auth.wasm())?],
        },
        Page {
            budget: "receiver-page",
            name: "client",
            package: client,
            source: receiver,
            downloads: built.iter().filter(code).cloned().collect(),
        },
        // It has no module: what a browser downloads is the front alone.
        Page {
            budget: "backend-receiver",
            name: "client",
            package: client,
            source: paths.root.join("www/backend/receiver.ts"),
            downloads: Vec::new(),
        },
        Page {
            budget: "front",
            name: "client",
            package: client,
            source: paths.npm_package("client").join("index.js"),
            downloads: Vec::new(),
        },
    ])
}

impl Page<'_> {
    /// Prints the page's lines; the answer is the number of brotli bytes that count.
    fn table(&self, paths: &Paths, budget: u64) -> Result<u64> {
        let front = self.script(paths, "front", &self.source)?;
        self.line("front", &front, None);
        if self.downloads.is_empty() {
            self.line("in all", &front, Some(budget));
            return Ok(front.brotli);
        }
        // What the glue adds is measured alone; in the page both are one file.
        let glue = paths.wasm(self.name);
        let glue = self.script(paths, "glue", &glue.join(self.package.glue()))?;
        self.line("glue", &glue, None);
        let downloads = measure(paths, &self.downloads)?;
        if let Some(wasm) = downloads.iter().find(|size| extension(&size.file) == "wasm") {
            self.line("wasm", wasm, None);
        }
        let sum = |part: fn(&Size) -> u64| downloads.iter().map(part).sum();
        let all = Size {
            file: PathBuf::new(),
            raw: sum(|s| s.raw),
            gzip: sum(|s| s.gzip),
            brotli: sum(|s| s.brotli),
        };
        self.line("in all", &all, Some(budget));
        Ok(all.brotli)
    }

    fn line(&self, part: &str, size: &Size, budget: Option<u64>) {
        let budget = budget.map(|bytes| bytes.to_string()).unwrap_or_default();
        println!(
            "    {:<18}{part:<8}{:>10}{:>10}{:>10}{budget:>10}",
            self.budget, size.raw, size.gzip, size.brotli
        );
    }

    /// Bundles a script as pages do, without the glue that it may import.
    fn script(&self, paths: &Paths, part: &str, source: &Path) -> Result<Size> {
        let out = paths.target.join("size").join(format!("{}-{part}", self.budget));
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        let npm = &self.package.npm;
        let glue = if part == "glue" {
            Vec::new()
        } else {
            // The front's own lazy chunk is not on every page: it comes with the glue.
            vec![format!("*/{}", self.package.glue()), "*/prover.js".to_owned()]
        };
        let packages = if part == "glue" {
            Vec::new()
        } else {
            vec![npm.clone(), format!("{npm}/wasm")]
        };
        let bundle = Bundle {
            entries: vec![source.to_path_buf()],
            out: &out,
            names: "[name]",
            minify: true,
            split: false,
            external: packages.into_iter().chain(glue).collect(),
            wasm_url: Some(format!("{}-00000000.wasm", self.package.stem())),
        };
        bundle.run(paths)?;
        let scripts: Vec<_> = files(&out)?
            .into_iter()
            .filter(|file| extension(file) == "js")
            .collect();
        measure(paths, &scripts)?
            .into_iter()
            .next()
            .context("nothing was bundled")
    }
}

fn forbidden(paths: &Paths, manifest: &Manifest) -> Result<()> {
    let mut shipped = files(&paths.pages())?;
    for name in manifest.package.keys() {
        shipped.extend(files(&paths.npm_package(name))?);
    }
    for file in shipped
        .iter()
        .filter(|file| !matches!(extension(file), "br" | "stamp"))
    {
        let content = fs::read(file)?;
        let found = |text: &&String| {
            content
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        if let Some(text) = manifest.forbidden.iter().find(found) {
            bail!("{} holds {text:?}", paths.short(file));
        }
    }
    Ok(())
}

fn extension(file: &Path) -> &str {
    file.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}
