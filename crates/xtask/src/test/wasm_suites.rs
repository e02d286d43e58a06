//! The `wasm-bindgen-test` suites, in three browsers.

use crate::npm::manifest::Manifest;
use crate::paths::Paths;
use crate::run::{program, watch};
use crate::stamp::files;
use crate::tally::Tally;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// A browser as wasm-pack calls it, and the driver it is told to use.
const BROWSERS: [(&str, &str, &str); 3] = [
    ("--chrome", "--chromedriver", "chromedriver"),
    ("--firefox", "--geckodriver", "geckodriver"),
    ("--safari", "--safaridriver", "WebKitWebDriver"),
];

pub(super) fn run_all(paths: &Paths) -> Result<Tally> {
    let mut tally = Tally::default();
    for package in Manifest::read(paths)?.package.values() {
        if !has_suite(paths, &package.directory)? {
            println!(
                "    missing: {} has no wasm-bindgen-test suite",
                package.directory
            );
            continue;
        }
        for browser in BROWSERS {
            tally += run_one(paths, &package.directory, browser)?;
        }
    }
    Ok(tally)
}

fn run_one(paths: &Paths, directory: &str, (flag, driver_flag, driver): (&str, &str, &str)) -> Result<Tally> {
    let mut command = if flag == "--safari" {
        // WebKitGTK's MiniBrowser has no headless mode: it gets a display of its own.
        let mut command = program(paths, "xvfb-run")?;
        command.args(["-a", "wasm-pack"]);
        command
    } else {
        program(paths, "wasm-pack")?
    };
    command
        .args(["test", "--headless", "--mode", "no-install", flag, driver_flag])
        .arg(found(paths, driver)?);
    command
        .arg(paths.root.join(directory))
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    run_suite(&mut command)
}

fn run_suite(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    if !watch(command, |line| tally.see(line))? && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// wasm-pack wants a path, not a name.
fn found(paths: &Paths, name: &str) -> Result<PathBuf> {
    let path = paths.search_path()?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .with_context(|| format!("{name} is not installed: run `cargo xtask setup`"))
}

fn has_suite(paths: &Paths, directory: &str) -> Result<bool> {
    for folder in ["src", "tests"] {
        for file in files(&paths.root.join(directory).join(folder))? {
            if fs::read_to_string(&file).is_ok_and(|text| text.contains("wasm_bindgen_test")) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
