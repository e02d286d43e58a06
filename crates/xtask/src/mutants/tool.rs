//! Running cargo-mutants, and what its report says.

use super::known::{Known, Mutant};
use super::outcome::{Figures, Outcome};
use super::suite::{BUILD, Suite};
use crate::paths::Paths;
use crate::run::{capture, program, watch};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// cargo-mutants over the code of one suite.
pub(super) struct Tool<'a> {
    pub(super) paths: &'a Paths,
    /// The copy that is broken.
    pub(super) tree: &'a Path,
    pub(super) suite: &'a Suite,
    pub(super) known: &'a Known,
    pub(super) filter: Option<&'a str>,
}

/// Of cargo-mutants' `outcomes.json`, what is asked for here.
#[derive(Deserialize)]
struct Report {
    outcomes: Vec<Tried>,
    /// Absent until every mutant was tried.
    end_time: Option<String>,
}

#[derive(Deserialize)]
struct Tried {
    scenario: Scenario,
    summary: Summary,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant(Listed),
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
enum Summary {
    Success,
    Failure,
    CaughtMutant,
    MissedMutant,
    Unviable,
    Timeout,
}

#[derive(Deserialize)]
struct Listed {
    /// `FILE:LINE:COLUMN: WHAT`.
    name: String,
    file: String,
    span: Span,
}

#[derive(Deserialize)]
struct Span {
    start: Place,
}

#[derive(Deserialize)]
struct Place {
    line: usize,
}

impl Tool<'_> {
    /// Every mutant that the filter leaves.
    pub(super) fn list(&self) -> Result<Vec<Mutant>> {
        let mut command = self.command()?;
        let listed = capture(command.args(["--list", "--json"]))?;
        let listed: Vec<Listed> =
            serde_json::from_str(&listed).context("the list of cargo-mutants is not as expected")?;
        listed.iter().map(|mutant| self.mutant(mutant)).collect()
    }

    /// Tries them all: first with the fast tests, then what these let pass with the model.
    pub(super) fn run(&self) -> Result<Outcome> {
        let first = self.report(self.suite.tests, false)?;
        let count = |summary| first.mutants(summary).count();
        let mut missed: Vec<&Listed> = first.mutants(Summary::MissedMutant).collect();
        let mut by_model = 0;
        if let (Some(model), false) = (self.suite.model, missed.is_empty()) {
            let second = self.report(&[model], true)?;
            // A model that does not end has noticed nothing: that is no time-out as the tests' own is.
            let noticed: HashSet<&str> = second
                .mutants(Summary::CaughtMutant)
                .map(|mutant| mutant.name.as_str())
                .collect();
            by_model = missed.len();
            missed.retain(|mutant| !noticed.contains(mutant.name.as_str()));
            by_model -= missed.len();
        }
        Ok(Outcome {
            figures: Figures {
                mutants: first.outcomes.len() - 1,
                caught: count(Summary::CaughtMutant) + by_model,
                by_model,
                unviable: count(Summary::Unviable),
                timeouts: count(Summary::Timeout),
                survivors: missed.len(),
            },
            survivors: missed
                .into_iter()
                .map(|mutant| self.mutant(mutant))
                .collect::<Result<_>>()?,
        })
    }

    /// One run with these test programs; `rest` leaves out what the run before has settled.
    fn report(&self, tests: &[&str], rest: bool) -> Result<Report> {
        let output = self.output();
        let mut command = self.command()?;
        command
            .args(["--in-place", "--no-shuffle", "--colors", "never"])
            // A busy machine must not make a time-out of what would be noticed, or not.
            .args(["--timeout-multiplier", "5", "--minimum-test-timeout", "300"])
            .arg("--output")
            .arg(&output)
            .args(tests.iter().map(|test| format!("--cargo-arg={test}")))
            .envs(BUILD)
            // The copy is built in its own target folder, whatever folder this tree is built in.
            .env_remove("CARGO_TARGET_DIR");
        if rest {
            command.arg("--iterate");
        }
        if let Some(skip) = self.suite.skip {
            command.args(["--", "--", "--skip", skip]);
        }
        fs::create_dir_all(&output)?;
        // It ends badly when a mutant survives: what counts is the report.
        let _ended_well = watch(&mut command, |_| {})?;
        let file = output.join("mutants.out/outcomes.json");
        let text = fs::read(&file).with_context(|| format!("no report at {}", file.display()))?;
        let report: Report =
            serde_json::from_slice(&text).context("the report of cargo-mutants is not as expected")?;
        let works =
            |tried: &Tried| matches!(tried.scenario, Scenario::Baseline) && tried.summary == Summary::Success;
        if !report.outcomes.iter().any(works) {
            bail!("the tests {tests:?} fail with nothing broken, or cargo-mutants does");
        }
        if report.end_time.is_none() {
            bail!("cargo-mutants stopped half-way");
        }
        Ok(report)
    }

    fn output(&self) -> PathBuf {
        self.paths.target.join("mutants").join(self.suite.package)
    }

    fn command(&self) -> Result<Command> {
        let mut command = program(self.paths, self.paths.tool_programs().join("cargo-mutants"))?;
        command
            .current_dir(self.tree)
            .args(["mutants", "--package", self.suite.package]);
        for file in self.suite.files {
            command.args(["--file", file]);
        }
        for excluded in &self.known.excluded {
            command.args(["--exclude", &excluded.file]);
        }
        if let Some(filter) = self.filter {
            command.args(["--re", filter]);
        }
        Ok(command)
    }

    /// With the line that it changes, which stays the same when lines above it come and go.
    fn mutant(&self, listed: &Listed) -> Result<Mutant> {
        let text = fs::read_to_string(self.tree.join(&listed.file))?;
        let line = text.lines().nth(listed.span.start.line.saturating_sub(1));
        let mutation = listed.name.splitn(4, ':').nth(3);
        Ok(Mutant {
            file: listed.file.clone(),
            at: line
                .context("a mutant beyond the end of its file")?
                .trim()
                .to_owned(),
            mutation: mutation
                .context("a mutant without a description")?
                .trim()
                .to_owned(),
        })
    }
}

impl Report {
    fn mutants(&self, summary: Summary) -> impl Iterator<Item = &Listed> {
        self.outcomes
            .iter()
            .filter_map(move |tried| match &tried.scenario {
                Scenario::Mutant(mutant) if tried.summary == summary => Some(mutant),
                Scenario::Mutant(_) | Scenario::Baseline => None,
            })
    }
}
