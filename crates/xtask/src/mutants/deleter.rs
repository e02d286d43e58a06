//! Deletes one arm of a state machine after the other, and runs the tests each time.

use super::arms::{Arm, arms};
use super::known::Mutant;
use super::outcome::{Figures, Outcome};
use super::suite::{BUILD, Suite};
use crate::paths::Paths;
use crate::run::program;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The machines of one suite.
pub(super) struct Deleter<'a> {
    pub(super) paths: &'a Paths,
    /// The copy that is broken.
    pub(super) tree: &'a Path,
    pub(super) suite: &'a Suite,
    pub(super) filter: Option<&'a str>,
}

/// What a run of tests came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Well,
    Badly,
    TimeOut,
}

impl Deleter<'_> {
    /// Every arm whose file or first line has the filter's text in it.
    pub(super) fn list(&self) -> Result<Vec<Mutant>> {
        let mut all = Vec::new();
        for file in self.suite.machines {
            let (_, found) = self.arms(file)?;
            all.extend(found.into_iter().map(|arm| arm.mutant));
        }
        Ok(all)
    }

    /// Tries them all.
    pub(super) fn run(&self) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        for file in self.suite.machines {
            let (text, found) = self.arms(file)?;
            let path = self.tree.join(file);
            for arm in found {
                fs::write(&path, arm.deleted_from(&text))?;
                let tried = self.attempt(&arm.mutant, &mut outcome.figures);
                // Before anything can end this early.
                fs::write(&path, &text)?;
                if tried? {
                    outcome.survivors.push(arm.mutant);
                }
            }
        }
        Ok(outcome)
    }

    fn arms(&self, file: &str) -> Result<(String, Vec<Arm>)> {
        let text = fs::read_to_string(self.tree.join(file)).with_context(|| format!("cannot read {file}"))?;
        let mut found = arms(file, &text);
        if found.is_empty() {
            bail!("{file} has no arms that are laid out as expected");
        }
        if let Some(filter) = self.filter {
            found.retain(|arm| file.contains(filter) || arm.mutant.at.contains(filter));
        }
        Ok((text, found))
    }

    /// Whether it survives.
    fn attempt(&self, mutant: &Mutant, figures: &mut Figures) -> Result<bool> {
        figures.mutants += 1;
        let (name, survives) = if self.test(self.suite.tests, true)? != End::Well {
            figures.unviable += 1;
            ("does not compile", false)
        } else {
            match self.test(self.suite.tests, false)? {
                End::Badly => {
                    figures.caught += 1;
                    ("caught", false)
                }
                End::TimeOut => {
                    figures.timeouts += 1;
                    ("time-out", false)
                }
                End::Well => match self.suite.model {
                    Some(model) if self.test(&[model], false)? == End::Badly => {
                        figures.caught += 1;
                        figures.by_model += 1;
                        ("caught by the model", false)
                    }
                    Some(_) | None => {
                        figures.survivors += 1;
                        ("MISSED", true)
                    }
                },
            }
        };
        println!("{name}: {}: {} {}", mutant.file, mutant.mutation, mutant.at);
        Ok(survives)
    }

    fn test(&self, tests: &[&str], build_alone: bool) -> Result<End> {
        let mut command: Command = program(self.paths, "timeout")?;
        command
            .current_dir(self.tree)
            .args(["600", "cargo", "test", "--package", self.suite.package])
            .args(tests)
            .envs(BUILD)
            .env_remove("CARGO_TARGET_DIR")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if build_alone {
            command.arg("--no-run");
        } else if let Some(skip) = self.suite.skip {
            command.args(["--", "--skip", skip]);
        }
        let status = command.status().context("cannot start cargo")?;
        Ok(match status.code() {
            Some(0) => End::Well,
            Some(124) => End::TimeOut,
            Some(_) | None => End::Badly,
        })
    }
}
