//! The test programs of the native crates, two at a time: some of them wait most of the time.

use crate::native::TestProgram;
use crate::paths::Paths;
use crate::tally::Tally;
use anyhow::Result;
use std::collections::VecDeque;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

const LANES: usize = 2;

/// A program, and the modules that it goes without where it is run on PostgreSQL.
type Run<'a> = (&'a TestProgram, Option<&'static [&'static str]>);

/// Runs them all, those that have to do with a database on both.
pub(super) fn run<'a>(paths: &Paths, tests: impl Iterator<Item = &'a TestProgram>) -> Result<Tally> {
    let mut waiting: VecDeque<Run<'_>> = VecDeque::new();
    for test in tests {
        let on_postgres = test.on_postgres();
        waiting.push_back((test, None));
        if on_postgres.is_some() {
            waiting.push_back((test, on_postgres));
        }
    }
    let waiting = Mutex::new(waiting);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let lane = || -> Result<Tally> {
        let mut tally = Tally::default();
        while let Some((test, skipped)) = next() {
            tally += test.run_beside(paths, |command| on(command, skipped))?;
        }
        Ok(tally)
    };
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        let mut tally = Tally::default();
        for lane in lanes {
            match lane.join() {
                Ok(counted) => tally += counted?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(tally)
    })
}

fn on(command: &mut Command, skipped: Option<&[&str]>) {
    if let Some(skipped) = skipped {
        command.env("CROSSPASS_TEST_DATABASE", "postgres");
        command.args(skipped.iter().flat_map(|module| ["--skip", module]));
    }
}
