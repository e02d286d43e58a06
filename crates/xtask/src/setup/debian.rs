//! Browsers and what drives them, from Debian's packages.

use crate::paths::Paths;
use crate::run::{capture, program, run};
use anyhow::{Result, bail};
use std::env;

/// A program and the package that brings it.
const PROGRAMS: [(&str, &str); 7] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("xauth", "xauth"),
    // The stories set the issuer's clock by its library.
    ("faketime", "faketime"),
];

pub(super) fn install(paths: &Paths) -> Result<()> {
    let missing: Vec<_> = PROGRAMS
        .iter()
        .filter(|(name, _)| !on_path(name))
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        println!("    chromium, firefox-esr, WebKitGTK with their drivers, Xvfb, faketime: there");
        return Ok(());
    }
    refresh(paths)?;
    bring(paths, &missing)
}

/// Installs packages; those that are there already stay as they are.
pub(super) fn bring(paths: &Paths, packages: &[&str]) -> Result<()> {
    let install = format!(
        "apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    if !is_root(paths) {
        let missing: Vec<_> = packages
            .iter()
            .filter(|name| !is_installed(paths, name))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        bail!("missing: {missing:?}. Install them, for example with:\n    sudo {install}");
    }
    run(program(paths, "apt-get")?
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args([
            "-o",
            "DPkg::Lock::Timeout=300",
            "install",
            "-y",
            "--no-install-recommends",
        ])
        .args(packages))
}

fn is_installed(paths: &Paths, package: &str) -> bool {
    program(paths, "dpkg-query")
        .and_then(|mut query| capture(query.args(["--show", "--showformat=${db:Status-Status}", package])))
        .is_ok_and(|status| status.trim() == "installed")
}

/// Has apt learn what there is, where it may.
pub(super) fn refresh(paths: &Paths) -> Result<()> {
    if is_root(paths) {
        run(program(paths, "apt-get")?.args(["-o", "DPkg::Lock::Timeout=300", "-qq", "update"]))?;
    }
    Ok(())
}

fn on_path(name: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

fn is_root(paths: &Paths) -> bool {
    program(paths, "id")
        .and_then(|mut id| capture(id.arg("-u")))
        .is_ok_and(|id| id.trim() == "0")
}
