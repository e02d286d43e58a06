//! The tools that cargo builds: pinned, one shared build folder, removed afterwards.

use crate::paths::Paths;
use crate::run::{capture, program, run, step};
use anyhow::{Context, Result, bail};
use std::fs;

struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    /// What asks it for its version.
    ask: &'static [&'static str],
    /// Build with the lock file that the tool was published with.
    locked: bool,
    /// Needed for building, not only for testing.
    build: bool,
}

const TOOLS: [CargoTool; 4] = [
    CargoTool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: "0.2.130",
        ask: &["--version"],
        // Its lock file names a crate version that is not to be had.
        locked: false,
        build: true,
    },
    CargoTool {
        package: "wasm-pack",
        program: "wasm-pack",
        version: "0.15.1",
        ask: &["--version"],
        locked: true,
        build: true,
    },
    CargoTool {
        package: "geckodriver",
        program: "geckodriver",
        version: "0.37.1",
        ask: &["--version"],
        locked: true,
        build: false,
    },
    CargoTool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: "0.20.2",
        ask: &["--version"],
        locked: true,
        build: false,
    },
];

/// Installed by the one verb that needs it: nobody else should wait for its build.
const MUTANTS: CargoTool = CargoTool {
    package: "cargo-mutants",
    program: "cargo-mutants",
    version: "27.1.0",
    ask: &["mutants", "--version"],
    locked: true,
    build: false,
};

pub(super) fn install(paths: &Paths, build_only: bool) -> Result<()> {
    let wanted = TOOLS.iter().filter(|tool| tool.build || !build_only);
    install_missing(paths, wanted)
}

pub(super) fn install_mutants(paths: &Paths) -> Result<()> {
    install_missing(paths, [&MUTANTS])
}

fn install_missing<'a>(paths: &Paths, wanted: impl IntoIterator<Item = &'a CargoTool>) -> Result<()> {
    let missing: Vec<_> = wanted.into_iter().filter(|tool| !tool.is_there(paths)).collect();
    let build = paths.tools.join("build");
    for (index, tool) in missing.iter().enumerate() {
        let name = format!(
            "{} {} ({} of {})",
            tool.package,
            tool.version,
            index + 1,
            missing.len()
        );
        step(&name, || tool.install(paths))?;
    }
    if build.exists() {
        fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))?;
    }
    Ok(())
}

impl CargoTool {
    fn is_there(&self, paths: &Paths) -> bool {
        let there = self
            .answer(paths)
            .is_ok_and(|answer| names_version(&answer, self.version));
        println!(
            "    {} {}: {}",
            self.package,
            self.version,
            if there { "there" } else { "missing" }
        );
        there
    }

    /// Which version it says it is, of the program in our folder only.
    fn answer(&self, paths: &Paths) -> Result<String> {
        capture(program(paths, paths.tool_programs().join(self.program))?.args(self.ask))
    }

    fn install(&self, paths: &Paths) -> Result<()> {
        println!("    a build from source: some minutes");
        let mut command = program(paths, "cargo")?;
        command
            .args([
                "install",
                self.package,
                "--version",
                &format!("={}", self.version),
                "--force",
                "--root",
            ])
            .arg(&paths.tools)
            // Time to build matters more than the tools' own speed; one folder lets them share crates.
            .env("CARGO_TARGET_DIR", paths.tools.join("build"))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false");
        if self.locked {
            command.arg("--locked");
        }
        run(&mut command)?;
        let answer = self.answer(paths)?;
        if !names_version(&answer, self.version) {
            bail!(
                "{} was installed, but says it is {:?}",
                self.program,
                answer.trim()
            );
        }
        Ok(())
    }
}

/// `wasm-pack 0.15.1`, `geckodriver 0.37.1 (…)`: the version is the second word.
fn names_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_version_is_another_version() {
        assert!(names_version("geckodriver 0.37.1 (unknown)\n", "0.37.1"));
        assert!(!names_version("geckodriver 0.37.10", "0.37.1"));
        assert!(!names_version("geckodriver", "0.37.1"));
    }
}
