//! The pages: the issuer's templates, the receiver pages, and the demo domains.

use super::manifest::Manifest;
use super::site::{Module, Site, Style};
use super::staging::replace;
use crate::paths::Paths;
use crate::run::step;
use crate::stamp::{Inputs, Stamp};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Scripts and styles of several folders.
const SHARED: &str = "shared";

/// `target/pages/issuer`: what the server embeds.
pub(super) fn issuer(paths: &Paths, manifest: &Manifest) -> Result<()> {
    group(paths, "issuer", "auth", &["www/auth", SHARED], |out| {
        let site = Site {
            source: paths.root.join("www/auth"),
            style: Style::Template,
            assets: "assets",
            module: module(paths, manifest, "auth"),
        };
        site.build(paths, out)
    })
}

/// `target/pages/receiver`: what a domain serves below `/crosspass/`; the client's package holds it too.
pub(super) fn receiver(paths: &Paths, manifest: &Manifest) -> Result<()> {
    let client = &manifest.package["client"].directory;
    let [source, front] = ["receiver", "front"].map(|part| format!("{client}/{part}"));
    let folders = [&source, &front, SHARED];
    group(paths, "receiver", "client", &folders, |out| {
        let site = Site {
            source: paths.root.join(&source),
            style: Style::Static,
            assets: "",
            module: module(paths, manifest, "client"),
        };
        site.build(paths, out)
    })?;
    let built = paths.pages().join("receiver");
    if built.is_dir() {
        replace(&paths.npm_package("client").join("receiver"), |copy| {
            copy_flat(&built, copy)
        })?;
    }
    Ok(())
}

/// `target/pages/backend`: what a backend serves below `/crosspass/`, with the look of the receiver page.
pub(super) fn backend(paths: &Paths, manifest: &Manifest) -> Result<()> {
    let client = &manifest.package["client"].directory;
    let front = format!("{client}/front");
    let folders = ["www/backend", &front, SHARED];
    group(paths, "backend", "client", &folders, |out| {
        let site = Site {
            source: paths.root.join("www/backend"),
            style: Style::Static,
            assets: "",
            module: Module::Absent,
        };
        site.build(paths, out)
    })
}

/// `target/pages/domains/NAME`: every folder of `www/domains` that has an `index.html`.
pub(super) fn domains(paths: &Paths) -> Result<()> {
    group(paths, "domains", "client", &["www/domains"], |out| {
        for folder in fs::read_dir(paths.root.join("www/domains"))? {
            let source = folder?.path();
            if !source.join("index.html").is_file() {
                continue;
            }
            let out = out.join(source.file_name().unwrap_or_default());
            let site = Site {
                source,
                style: Style::Static,
                assets: "assets",
                module: Module::Late,
            };
            site.build(paths, &out)?;
        }
        Ok(())
    })
}

/// Builds one group of pages, unless it is up to date or its sources are not there.
fn group(
    paths: &Paths,
    name: &str,
    package: &str,
    folders: &[&str],
    build: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let folders: Vec<PathBuf> = folders.iter().map(|folder| paths.root.join(folder)).collect();
    if !has_pages(&folders[0]) {
        println!("    missing: {} has no pages yet", paths.short(&folders[0]));
        return Ok(());
    }
    let out = paths.pages().join(name);
    // The package's stamp stands for all that it was made from, the build's own code included.
    let mut inputs = Inputs::new().tree(&paths.npm_package(package).with_extension("stamp"))?;
    for folder in &folders {
        inputs = inputs.tree(folder)?;
    }
    let hash = inputs.finish();
    let stamp = Stamp::beside(&out);
    if stamp.is(&hash) && out.is_dir() {
        println!("    {name} pages: up to date");
        return Ok(());
    }
    stamp.forget();
    step(&format!("{name} pages"), || {
        fs::create_dir_all(paths.pages())?;
        replace(&out, build)
    })?;
    stamp.keep(&hash)
}

/// The module of a package, to be among the assets.
fn module(paths: &Paths, manifest: &Manifest, name: &str) -> Module {
    let wasm = manifest.package[name].wasm();
    Module::Asset(paths.npm_package(name).join("wasm").join(wasm))
}

fn has_pages(folder: &Path) -> bool {
    let has = |path: &Path| path.extension().is_some_and(|extension| extension == "html");
    let Ok(entries) = crate::stamp::files(folder) else {
        return false;
    };
    entries.iter().any(|path| has(path))
}

fn copy_flat(from: &Path, to: &Path) -> Result<()> {
    for file in crate::stamp::files(from)? {
        fs::copy(&file, to.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}
