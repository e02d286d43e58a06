//! The stories: what a person sees in a real browser, and what the issuer recorded of it.

mod harness;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    if !arguments.list
        && let Err(error) = e2e::process::end_all_when_interrupted()
    {
        eprintln!("cannot watch for an interruption: {error:#}");
        return ExitCode::FAILURE;
    }
    let trials = [harness::trials()].into_iter().flatten().collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}
