//! `mutants`: cargo-mutants breaks the code that decides, one place at a time, and the tests must notice.

use crate::paths::Paths;
use crate::run::{capture, line, program, step};
use crate::setup;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::process::Command;

/// Breaks the code that decides, once in every way that cargo-mutants knows, and runs the tests each time.
///
/// `.cargo/mutants.toml` says what is broken. A mutant that no test notices wants a test, or the code that it changes is not
/// needed. Works on a copy of the tree, takes most of an hour of two cores, and installs cargo-mutants if it is missing.
#[derive(Args, Clone, Default)]
pub(crate) struct Mutants {
    /// Only those with this in their file or description, as `handoff/` or `is_loopback` (a regular expression)
    filter: Option<String>,
}

/// The packages that decide, and which of their test programs must notice.
const SUITES: [(&str, &[&str]); 3] = [
    ("crosspass-protocol", &["--lib", "--test=protocol"]),
    ("crosspass-issuer", &["--lib"]),
    ("crosspass-backend", &["--lib", "--test=backend"]),
];

/// The same inputs each time, or what survives would be chance; and the smallest is of no interest.
const FIXED: [(&str, &str); 3] = [
    ("PROPTEST_RNG_SEED", "1"),
    ("PROPTEST_MAX_SHRINK_ITERS", "0"),
    ("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1"),
];

impl Mutants {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        setup::Setup { build_only: true }.install(paths)?;
        setup::install_mutants(paths)?;
        let mut found = 0;
        let mut survived = Vec::new();
        for (package, tests) in SUITES {
            let listed = capture(self.command(paths, package)?.arg("--list"))?;
            let mutants = listed.lines().count();
            found += mutants;
            if mutants == 0 {
                continue;
            }
            let mut command = self.command(paths, package)?;
            command
                .args(tests.iter().map(|test| format!("--cargo-test-arg={test}")))
                .args(["--colors", "never", "--output"])
                .arg(paths.target.join("mutants").join(package))
                .envs(FIXED);
            let noticed = step(&format!("{mutants} mutants of {package}"), || {
                println!("    $ {}", line(&command));
                Ok(command.status().context("cannot start cargo-mutants")?.success())
            })?;
            if !noticed {
                survived.push(package);
            }
        }
        if found == 0 {
            bail!("nothing to break has that in its name");
        }
        if !survived.is_empty() {
            bail!("tests let mutants pass in {}: see above", survived.join(", "));
        }
        Ok(())
    }

    fn command(&self, paths: &Paths, package: &str) -> Result<Command> {
        let mut command = program(paths, paths.tool_programs().join("cargo-mutants"))?;
        command
            .current_dir(&paths.root)
            // The copy is built in a target folder of its own.
            .env_remove("CARGO_TARGET_DIR")
            .args(["mutants", "--package", package]);
        if let Some(filter) = &self.filter {
            command.args(["--re", filter]);
        }
        Ok(command)
    }
}
