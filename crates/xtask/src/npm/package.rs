//! One npm package: our own package.json, the front, the glue and the wasm, nothing else.

use super::bundle::Bundle;
use super::declarations;
use super::manifest::{Manifest, Package};
use super::package_json;
use super::site::hashed;
use super::staging::replace;
use super::typescript;
use crate::paths::Paths;
use crate::run::step;
use crate::stamp::{Inputs, Stamp, files};
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Where a domain serves the receiver page and the wasm module beside it.
const RECEIVER_ADDRESS: &str = "/crosspass/";

/// Assembles a package in `target/npm/NAME`, unless it is up to date.
pub(super) fn build(paths: &Paths, manifest: &Manifest, name: &str) -> Result<()> {
    let package = &manifest.package[name];
    link(paths, name, package)?;
    let out = paths.npm_package(name);
    let hash = inputs(paths, name, package)?;
    let stamp = Stamp::beside(&out);
    if stamp.is(&hash) && out.join("package.json").is_file() {
        println!("    {}: package up to date", package.npm);
        return Ok(());
    }
    stamp.forget();
    step(&format!("{} package", package.npm), || {
        replace(&out, |out| assemble(paths, manifest, name, out))?;
        front(paths, name, package)
    })?;
    stamp.keep(&hash)
}

fn assemble(paths: &Paths, manifest: &Manifest, name: &str, out: &Path) -> Result<()> {
    let package = &manifest.package[name];
    let wasm = paths.wasm(name);
    fs::create_dir_all(out.join("wasm"))?;
    for file in [package.glue(), package.wasm()] {
        fs::copy(wasm.join(&file), out.join("wasm").join(&file))
            .with_context(|| format!("cannot copy {file}"))?;
    }
    let types = out.join("wasm").join(format!("{}.d.ts", package.stem()));
    fs::write(types, declarations::built(paths, name, package)?)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(paths.root.join(licence), out.join(licence))?;
    }
    let source = paths.root.join(&package.directory);
    if source.join("README.npm.md").is_file() {
        fs::copy(source.join("README.npm.md"), out.join("README.md"))?;
    } else {
        println!("    missing: {}/README.npm.md", package.directory);
    }
    let programs = source.join("npm");
    // Its folders hold tests, which users do not need, and its tsconfig.json is for editors.
    let is_shipped = |file: &PathBuf| file.parent() == Some(&programs) && extension(file) == "mjs";
    for program in files(&programs)?.into_iter().filter(is_shipped) {
        fs::create_dir_all(out.join("bin"))?;
        fs::copy(
            &program,
            out.join("bin").join(program.file_name().unwrap_or_default()),
        )?;
    }
    fs::write(out.join("package.json"), package_json::write(paths, package))?;
    Ok(())
}

/// The TypeScript front: declarations by tsc, script by esbuild, its reference to the glue made relative.
fn front(paths: &Paths, name: &str, package: &Package) -> Result<()> {
    if !package.has_front(paths) {
        return Ok(());
    }
    let out = paths.npm_package(name);
    let source = paths.root.join(&package.directory).join("front");
    typescript::declare(paths, name, &source, &out)?;
    let glue = format!("{}/wasm", package.npm);
    let bundle = Bundle {
        entries: package.entries(paths),
        out: &out,
        names: "[name]",
        minify: false,
        split: true,
        // What users install themselves is not ours to ship.
        external: vec![glue.clone(), "react".to_owned()],
        wasm_url: Some(module_address(paths, name, package)?),
    };
    bundle.run(paths)?;
    for file in files(&out)? {
        if file.parent() == Some(&out) && matches!(extension(&file), "js" | "ts") {
            let text = fs::read_to_string(&file)?;
            fs::write(
                &file,
                text.replace(&format!("\"{glue}\""), &format!("\"./wasm/{}\"", package.glue())),
            )?;
        }
    }
    Ok(())
}

/// Where pages of a domain find the module: beside the receiver page, which loaded it before them.
fn module_address(paths: &Paths, name: &str, package: &Package) -> Result<String> {
    let module = paths.npm_package(name).join("wasm").join(package.wasm());
    Ok(format!("{RECEIVER_ADDRESS}{}", hashed(&module)?))
}

/// `target/npm/node_modules/@crosspass/NAME` is the package: the bundler finds it as a user's would.
fn link(paths: &Paths, name: &str, package: &Package) -> Result<()> {
    let link = paths.target.join("npm/node_modules").join(&package.npm);
    if !link.is_symlink() {
        fs::create_dir_all(link.parent().context("a package has a scope")?)?;
        symlink(Path::new("../..").join(name), &link)?;
    }
    Ok(())
}

fn inputs(paths: &Paths, name: &str, package: &Package) -> Result<String> {
    let source = paths.root.join(&package.directory);
    let mut inputs = Inputs::new().text(env!("CARGO_PKG_VERSION"));
    let ours = ["front", "npm", "README.npm.md"].map(|part| source.join(part));
    let shared = [
        "wasm-pack.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "crates/xtask/src/npm",
        "package-lock.json",
        "tsconfig.base.json",
        "shared",
    ];
    for path in ours.into_iter().chain(shared.map(|part| paths.root.join(part))) {
        inputs = inputs.tree(&path)?;
    }
    Ok(inputs.tree(&paths.wasm(name))?.finish())
}

fn extension(file: &Path) -> &str {
    file.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}
