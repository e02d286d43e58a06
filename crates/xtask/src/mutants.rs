//! `mutants`: changes the checks one at a time, and asks whether the tests notice.

mod arms;
mod copy;
mod deleter;
pub(crate) mod known;
mod outcome;
mod suite;
mod survivors;
mod tool;

use crate::paths::Paths;
use crate::run::step;
use crate::{npm, setup};
use anyhow::{Result, bail};
use clap::Args;
use deleter::Deleter;
use known::Known;
use outcome::{Figures, Outcome};
use suite::SUITES;
use tool::Tool;

/// Breaks the code that decides, once in every way that cargo-mutants knows, and runs the tests each time.
///
/// What is broken: handoff/, token/, verify/, origin and dpop of crates/protocol; the decision, mint, redeem and
/// renewal of crates/server; callers, gate and origins of crates/backend. Of the two state machines each arm is deleted, too. A break that the tests do not notice must be in docs/mutants.toml, with the
/// reason why it changes nothing; one that stands there must still be one. Works on a copy in
/// target/mutants, takes most of an hour of one core, and installs cargo-mutants if it is missing.
#[derive(Args, Clone, Default)]
pub(crate) struct Mutants {
    /// Only those with this in their file or description, as `handoff/` or `is_loopback` (a regular expression,
    /// but plain text for deleted arms)
    filter: Option<String>,
}

impl Mutants {
    pub(crate) fn run(&self, paths: &Paths) -> Result<()> {
        let known = Known::read(paths)?;
        setup::Setup { build_only: true }.install(paths)?;
        setup::install_mutants(paths)?;
        // The issuer's own tests ask for its pages; how old these are makes no difference here.
        if !paths.pages().join("issuer").is_dir() {
            npm::build(paths)?;
        }
        let tree = step("a copy of the tree", || copy::copy(paths))?;
        let mut sum = Figures::default();
        let mut problems = Vec::new();
        for suite in &SUITES {
            let filter = self.filter.as_deref();
            let tool = Tool {
                paths,
                tree: &tree,
                suite,
                known: &known,
                filter,
            };
            let deleter = Deleter {
                paths,
                tree: &tree,
                suite,
                filter,
            };
            let (mut mutants, arms) = (tool.list()?, deleter.list()?);
            let mut outcome = Outcome::default();
            if !mutants.is_empty() {
                let name = format!("{} mutants of {}", mutants.len(), suite.package);
                outcome += step(&name, || tool.run())?;
            }
            if !arms.is_empty() {
                let name = format!("{} deleted arms of {}", arms.len(), suite.package);
                outcome += step(&name, || deleter.run())?;
            }
            println!("{}: {}", suite.package, outcome.figures);
            sum += outcome.figures;
            mutants.extend(arms);
            let all = filter.is_none();
            problems.extend(survivors::compare(
                &known,
                suite,
                &mutants,
                &outcome.survivors,
                all,
            ));
        }
        println!("\nin all: {sum}");
        if sum.mutants == 0 {
            bail!("nothing to break has that in its name");
        }
        if !problems.is_empty() {
            bail!(
                "{} is not what was found:\n  {}",
                known::FILE,
                problems.join("\n  ")
            );
        }
        Ok(())
    }
}
