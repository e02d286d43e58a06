//! `setup`: installs what is missing, pinned, into the per-user tools folder, and proves that the result works.

mod cargo_tools;
mod debian;
mod folder;
mod kratos;
mod last_release;
pub(crate) mod npm_tools;
pub(crate) mod postgres;
mod servers;

pub(crate) use last_release::folder as last_release;

use crate::npm::wasm;
use crate::paths::Paths;
use crate::run::{capture, program, run, step};
use anyhow::{Context, Result};
use clap::Args;
use std::fs::{self, File};
use std::path::Path;

/// Installs what is missing: wasm target, pinned cargo and npm tools, browsers with their drivers,
/// nginx and Caddy, Ory Kratos where Go is, and the last release, which stories hold against the present build.
///
/// npm's tools go into node_modules, by the lock file. All else but Debian's packages goes into $CROSSPASS_TOOLS, or
/// crosspass/tools in the user's cache folder, shared by all clones. What is there in the right version is left alone. At the end our own
/// crates are built to wasm, optimised, and instantiated, because exit codes alone do not prove tools.
#[derive(Args, Clone, Default)]
pub(crate) struct Setup {
    /// Install only what building and the demo need: no browsers, no WebDriver servers, no nginx, no Kratos, no frameworks, no last release, no cargo-deny
    #[arg(long)]
    pub(crate) build_only: bool,
}

impl Setup {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        self.install(paths)?;
        step("instantiate a built module", || wasm::build_all(paths))
    }

    /// The installation alone, for verbs that build everything themselves right after it.
    pub(crate) fn install(&self, paths: &Paths) -> Result<()> {
        fs::create_dir_all(&paths.tools)
            .with_context(|| format!("cannot make the tools folder {}", paths.tools.display()))?;
        let _lock = lock(paths)?;
        println!("tools folder: {}", paths.tools.display());
        step("wasm target", || wasm_target(paths))?;
        step("npm tools", || npm_tools::install(paths))?;
        step("crates", || crates(paths))?;
        step("cargo tools", || cargo_tools::install(paths, self.build_only))?;
        if !self.build_only {
            step("framework projects", || npm_tools::install_projects(paths))?;
            step("browsers and drivers", || debian::install(paths))?;
            step("nginx and Caddy", || servers::unpack(paths))?;
            step("PostgreSQL", || postgres::unpack(paths))?;
            step("Ory Kratos", || kratos::build(paths))?;
            step("the last release", || last_release::build(paths))?;
        }
        Ok(())
    }
}

/// nginx and Caddy alone, for the verb that runs nothing else.
pub(crate) fn install_servers(paths: &Paths) -> Result<()> {
    let _lock = lock(paths)?;
    step("nginx and Caddy", || servers::unpack(paths))
}

/// cargo-mutants alone, for the verb that runs it.
pub(crate) fn install_mutants(paths: &Paths) -> Result<()> {
    fs::create_dir_all(&paths.tools)
        .with_context(|| format!("cannot make the tools folder {}", paths.tools.display()))?;
    let _lock = lock(paths)?;
    step("cargo-mutants", || cargo_tools::install_mutants(paths))
}

/// Held until dropped: a second setup waits instead of installing over the first.
fn lock(paths: &Paths) -> Result<File> {
    let file = File::create(paths.tools.join("setup.lock"))?;
    if file.try_lock().is_err() {
        println!("another setup is running; waiting for it to end");
        file.lock().context("cannot lock the tools folder")?;
    }
    Ok(file)
}

/// Every crate of the lock file, also those that no build on this machine needs: `cargo-deny` reads them all, offline.
fn crates(paths: &Paths) -> Result<()> {
    run(program(paths, "cargo")?.args(["fetch", "--locked", "--quiet"]))
}

fn wasm_target(paths: &Paths) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let lib = capture(program(paths, "rustc")?.args(["--print", "target-libdir", "--target", TARGET]))?;
    if fs::read_dir(lib.trim()).is_ok_and(|mut entries| entries.next().is_some()) {
        println!("    {TARGET}: there");
    } else {
        run(program(paths, "rustup")?.args(["target", "add", TARGET]))
            .context("install Rust's wasm32-unknown-unknown target (with rustup: `rustup target add`)")?;
    }
    // The bundles are built with a standard library of their own: see `npm/wasm.rs`.
    let sysroot = capture(program(paths, "rustc")?.args(["--print", "sysroot"]))?;
    let sources = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    if sources.is_file() {
        println!("    sources of the standard library: there");
        return Ok(());
    }
    run(program(paths, "rustup")?.args(["component", "add", "rust-src"]))
        .context("install the standard library's sources (with rustup: `rustup component add rust-src`)")
}
