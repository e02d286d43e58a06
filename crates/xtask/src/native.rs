//! The native crates: one set of packages for every cargo call, so that each dependency is built once.
//!
//! `cargo test -p x` would resolve features for `x` alone and build the dependencies again for each such set.
//! So everything is built in one call, and the test programs that it names are run from here.

use crate::paths::Paths;
use crate::run::{finish, line, program, watch};
use crate::setup::postgres;
use crate::tally::Tally;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Every package but those that exist for wasm only.
pub(crate) const PACKAGES: [&str; 5] = [
    "--workspace",
    "--exclude",
    "crosspass-auth",
    "--exclude",
    "crosspass-client",
];

/// What one build call made.
pub(crate) struct Build {
    /// Test programs, in cargo's order.
    pub(crate) tests: Vec<TestProgram>,
    /// The issuer's binary.
    pub(crate) crosspass: PathBuf,
}

/// A test program and where it belongs.
pub(crate) struct TestProgram {
    pub(crate) package: String,
    pub(crate) target: String,
    /// An integration test (`tests/`), not a unit test.
    pub(crate) integration: bool,
    folder: PathBuf,
    program: PathBuf,
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// Builds all native crates with their tests.
pub(crate) fn build(paths: &Paths) -> Result<Build> {
    let mut command = program(paths, "cargo")?;
    command
        .arg("build")
        .args(PACKAGES)
        .args(["--all-targets", "--message-format=json-render-diagnostics"]);
    println!("    $ {}", line(&command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let output = child.stdout.take().context("no output of cargo to read")?;
    let mut tests = Vec::new();
    let mut crosspass = None;
    for text in BufReader::new(output).lines() {
        let message: Message = serde_json::from_str(&text?).context("cargo's message is not as expected")?;
        match Artifact::from(message) {
            Some(Artifact::Test(test)) => tests.push(test),
            Some(Artifact::Issuer(path)) => crosspass = Some(path),
            None => {}
        }
    }
    if !child.wait()?.success() {
        bail!("the native crates do not build");
    }
    Ok(Build {
        tests,
        crosspass: crosspass.context("cargo built no binary `crosspass`")?,
    })
}

enum Artifact {
    Test(TestProgram),
    Issuer(PathBuf),
}

impl Artifact {
    fn from(message: Message) -> Option<Self> {
        if message.reason != "compiler-artifact" {
            return None;
        }
        let (target, program) = (message.target?, message.executable?);
        let is = |kind: &str| target.kind.iter().any(|each| each == kind);
        if message.profile?.test {
            let folder = message.manifest_path?.parent()?.to_path_buf();
            let package = folder.file_name()?.to_string_lossy().into_owned();
            let integration = is("test");
            return Some(Self::Test(TestProgram {
                package,
                target: target.name,
                integration,
                folder,
                program,
            }));
        }
        (is("bin") && target.name == "crosspass").then_some(Self::Issuer(program))
    }
}

impl TestProgram {
    /// Runs the program as cargo would, with more arguments and environment if wanted.
    pub(crate) fn run(&self, paths: &Paths, more: impl FnOnce(&mut Command)) -> Result<Tally> {
        println!("    -- {}", self.name());
        let mut command = self.command(paths)?;
        more(&mut command);
        let mut tally = Tally::default();
        let good = watch(&mut command, |line| tally.see(line))?;
        Ok(tally.ended(good))
    }

    /// The same beside others: what it prints is shown at once, when it has ended.
    pub(crate) fn run_beside(&self, paths: &Paths, more: impl FnOnce(&mut Command)) -> Result<Tally> {
        let mut command = self.command(paths)?;
        more(&mut command);
        let (good, printed) = finish(&mut command)?;
        println!("    $ {}\n    -- {}\n{printed}", line(&command), self.name());
        let mut tally = Tally::default();
        printed.lines().for_each(|line| tally.see(line));
        Ok(tally.ended(good))
    }

    fn name(&self) -> String {
        format!("{} ({})", self.target, self.package)
    }

    fn command(&self, paths: &Paths) -> Result<Command> {
        let mut command = program(paths, &self.program)?;
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("CROSSPASS_TOOLS", &paths.tools);
        if let Some(folder) = postgres::folder(paths) {
            command.env("CROSSPASS_POSTGRES", folder);
        }
        Ok(command)
    }

    /// Whether it is run on PostgreSQL as well: what tests the issuer by its HTTP and as a process. Without these modules,
    /// which have nothing to do with a database, or with SQLite's alone.
    pub(crate) fn on_postgres(&self) -> Option<&'static [&'static str]> {
        match (self.package.as_str(), self.target.as_str()) {
            ("server", "issuer") => Some(&["old_databases::"]),
            ("cli", "process") => Some(&[
                "configuration::",
                "gate::",
                "kratos_settings::",
                "postgres::",
                "postgres_tls::",
                "storage::",
                "serving::a_database_that_is_locked",
            ]),
            _ => None,
        }
    }

    /// Whether this is a story told in real browsers.
    pub(crate) fn is_story(&self, paths: &Paths) -> bool {
        self.integration && self.folder == Path::new(&paths.root).join("tests")
    }
}
