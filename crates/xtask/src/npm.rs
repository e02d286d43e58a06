//! `npm`: the npm packages and the pages, built from their sources, each only when its inputs changed.

pub(crate) mod bundle;
pub(crate) mod compress;
mod declarations;
mod html;
pub(crate) mod manifest;
mod package;
mod package_json;
mod pages;
mod site;
mod staging;
pub(crate) mod typescript;
pub(crate) mod wasm;

use crate::paths::Paths;
use crate::run::step;
use crate::setup::npm_tools;
use anyhow::{Context, Result, bail};
use clap::Args;
use manifest::Manifest;
use std::fs::{self, File};

/// Builds the npm packages (target/npm) and the pages (target/pages).
///
/// wasm-pack and wasm-opt make the modules, tsc and esbuild the scripts; assets get their content's hash
/// into the name and a brotli copy beside them. What is up to date is left alone.
/// Needs `cargo xtask setup` to have run once.
#[derive(Args, Clone, Default)]
pub(crate) struct Npm {
    /// Writes what wasm-bindgen declares of the modules into the tree, where it differs
    #[arg(long)]
    write: bool,
}

impl Npm {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        make(paths, self.write)
    }
}

/// Builds all that is not up to date.
pub(crate) fn build(paths: &Paths) -> Result<()> {
    make(paths, false)
}

fn make(paths: &Paths, write: bool) -> Result<()> {
    step("npm packages and pages", || {
        fs::create_dir_all(paths.target.join("npm"))?;
        let lock = File::create(paths.target.join("npm.lock"))?;
        lock.lock().context("cannot lock the target folder")?;
        let manifest = Manifest::read(paths)?;
        for package in manifest.package.values() {
            if !paths.root.join(&package.directory).join("Cargo.toml").is_file() {
                bail!("missing: {}, which {} lists", package.directory, manifest::FILE);
            }
        }
        npm_tools::install(paths)?;
        wasm::build_all(paths)?;
        declarations::compare(paths, &manifest, write)?;
        typescript::check(paths)?;
        for name in manifest.package.keys() {
            package::build(paths, &manifest, name)?;
        }
        // Each group is tried, so that one broken page does not hide the others.
        let built = [
            pages::issuer(paths, &manifest),
            pages::receiver(paths, &manifest),
            pages::backend(paths, &manifest),
            pages::domains(paths),
        ];
        built.into_iter().collect()
    })
}
