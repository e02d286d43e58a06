//! `test`: everything, in order, ending with the first step that fails; the last line is the sum.

mod deny;
mod packages;
mod unit;
mod wasm_suites;

use crate::clock::{Stopwatch, human};
use crate::native::{self, Build, PACKAGES};
use crate::npm::typescript;
use crate::paths::Paths;
use crate::run::{program, run, step, watch};
use crate::tally::Tally;
use crate::{e2e, npm, setup, size};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use std::process::exit;
use std::time::Duration;

/// Runs every check and test there is; the last line is `N passed, M failed`.
///
/// Stops at the first step that fails. A cold run installs the pinned tools first (see `setup`).
#[derive(Args, Clone, Default)]
pub(crate) struct Test {
    /// Only this step; may be given several times. A step needs what earlier ones built
    #[arg(long, value_enum, value_name = "STEP")]
    only: Vec<Step>,
    /// All but this step; may be given several times
    #[arg(long, value_enum, value_name = "STEP")]
    skip: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// Tools: install what is missing
    Setup,
    /// rustfmt, checking only
    Fmt,
    /// npm packages and pages
    Npm,
    /// clippy on all crates, ESLint on all scripts, warnings refused
    Clippy,
    /// Tests of the native crates, the fuzz corpus and doc examples
    Unit,
    /// wasm-bindgen-test suites in three browsers
    Wasm,
    /// The stories of tests/ in real browsers
    E2e,
    /// The npm packages as a user gets them
    Packages,
    /// rustdoc, warnings refused
    Doc,
    /// cargo-deny: licences, sources, bans, advisories
    Deny,
    /// Sizes of pages against their budgets
    Size,
}

impl Test {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        let steps: Vec<_> = Step::value_variants()
            .iter()
            .copied()
            .filter(|step| self.wants(*step))
            .collect();
        let mut work = Work { paths, build: None };
        let mut summary = Vec::new();
        for (index, each) in steps.iter().enumerate() {
            let watch = Stopwatch::start();
            let name = format!("{each:?}").to_lowercase();
            let result = step(&format!("[{} of {}] {name}", index + 1, steps.len()), || {
                work.perform(*each)
            });
            let tally = result.unwrap_or_else(|error| {
                println!("    error: {error:#}");
                Tally {
                    failed: 1,
                    ..Tally::default()
                }
            });
            summary.push((name, watch.elapsed(), tally));
            if tally.failed > 0 {
                break;
            }
        }
        let sum = print(&summary, steps.len());
        // The sum is the last line that is printed, whatever happened.
        println!("{sum}");
        exit(i32::from(sum.failed > 0));
    }

    fn wants(&self, step: Step) -> bool {
        (self.only.is_empty() || self.only.contains(&step)) && !self.skip.contains(&step)
    }
}

fn print(summary: &[(String, Duration, Tally)], steps: usize) -> Tally {
    let mut sum = Tally::default();
    let mut time = Duration::ZERO;
    println!("\nstep        time         tests");
    for (name, elapsed, tally) in summary {
        println!("{name:<11} {:<12} {tally}", human(*elapsed));
        sum += *tally;
        time += *elapsed;
    }
    if summary.len() < steps {
        println!(
            "not run, because a step failed: {} of {steps}",
            steps - summary.len()
        );
    }
    sum.tell_not_run();
    println!("in all {}\n", human(time));
    sum
}

struct Work<'a> {
    paths: &'a Paths,
    build: Option<Build>,
}

impl Work<'_> {
    fn perform(&mut self, step: Step) -> Result<Tally> {
        let paths = self.paths;
        match step {
            Step::Setup => setup::Setup::default().install(paths).map(untested),
            Step::Fmt => cargo(paths, &["fmt", "--all", "--check"]).map(untested),
            Step::Npm => npm::build(paths).map(untested),
            Step::Clippy => {
                typescript::lint(paths)?;
                clippy(paths).map(untested)
            }
            Step::Unit => self.unit(),
            Step::Wasm => wasm_suites::run_all(paths),
            Step::E2e => {
                let paths = self.paths;
                e2e::E2e::default().tell(paths, self.build()?)
            }
            Step::Packages => packages::check(paths),
            Step::Doc => doc(paths).map(untested),
            Step::Deny => deny::check(paths),
            Step::Size => size::check(paths),
        }
    }

    fn build(&mut self) -> Result<&Build> {
        if self.build.is_none() {
            self.build = Some(native::build(self.paths)?);
        }
        self.build.as_ref().context("just built")
    }

    /// All test programs but the stories, then the examples in doc comments.
    fn unit(&mut self) -> Result<Tally> {
        let paths = self.paths;
        let tests = self.build()?.tests.iter().filter(|test| !test.is_story(paths));
        let mut tally = unit::run(paths, tests)?;
        let mut examples = program(paths, "cargo")?;
        examples.args(["test", "--quiet", "--doc"]).args(PACKAGES);
        let good = watch(&mut examples, |line| tally.see(line))?;
        Ok(tally.ended(good))
    }
}

/// A step that passes or fails as a whole has no tests to count.
fn untested((): ()) -> Tally {
    Tally::default()
}

fn cargo(paths: &Paths, arguments: &[&str]) -> Result<()> {
    run(program(paths, "cargo")?.args(arguments))
}

fn clippy(paths: &Paths) -> Result<()> {
    let strict = ["--all-targets", "--", "-D", "warnings"];
    cargo(paths, &[&["clippy"], &PACKAGES[..], &strict[..]].concat())?;
    let wasm = [
        "clippy",
        "-p",
        "crosspass-auth",
        "-p",
        "crosspass-client",
        "--target",
        "wasm32-unknown-unknown",
    ];
    cargo(paths, &[&wasm[..], &strict[..]].concat())
}

fn doc(paths: &Paths) -> Result<()> {
    let mut command = program(paths, "cargo")?;
    run(command
        .args(["doc", "--no-deps"])
        .args(PACKAGES)
        .env("RUSTDOCFLAGS", "-D warnings"))
}
