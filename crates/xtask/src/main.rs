//! `cargo xtask VERB`: everything this project does to itself, from a bare machine to a tested build.

mod attack;
mod bench;
mod clock;
mod demo;
mod e2e;
mod gate_paths;
mod mutants;
mod native;
mod npm;
mod paths;
mod run;
mod setup;
mod size;
mod stamp;
mod tally;
mod test;
mod tidy;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Sets up, builds, checks, measures and shows Crosspass.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Setup(setup::Setup),
    Demo(demo::Demo),
    Test(test::Test),
    E2e(e2e::E2e),
    Attack(attack::Attack),
    Npm(npm::Npm),
    Size(size::SizeTable),
    Bench(bench::Bench),
    Paths(gate_paths::GatePaths),
    Mutants(mutants::Mutants),
    Tidy(tidy::Tidy),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A backtrace of xtask helps nobody; the chain of causes does.
            eprintln!(
                "error: {}",
                error
                    .chain()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n  because: ")
            );
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let paths = paths::Paths::find()?;
    match arguments.verb {
        Verb::Setup(setup) => setup.run(&paths),
        Verb::Demo(demo) => demo.run(&paths),
        Verb::Test(test) => test.run(&paths),
        Verb::E2e(e2e) => e2e.run(&paths),
        Verb::Attack(attack) => attack.run(&paths),
        Verb::Npm(npm) => npm.run(&paths),
        Verb::Size(size) => size.run(&paths),
        Verb::Bench(bench) => bench.run(&paths),
        Verb::Paths(spelled) => spelled.run(&paths),
        Verb::Mutants(mutants) => mutants.run(&paths),
        Verb::Tidy(tidy) => tidy.run(&paths),
    }
}
