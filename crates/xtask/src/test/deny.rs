//! cargo-deny: licences, bans and sources always; advisories where their database can be reached.

use crate::paths::Paths;
use crate::run::{program, watch};
use crate::tally::Tally;
use anyhow::{Result, bail};
use std::process::Stdio;

pub(super) fn check(paths: &Paths) -> Result<Tally> {
    let mut tally = Tally::default();
    for subject in ["licenses", "bans", "sources"] {
        tally.check(subject, || {
            let mut command = program(paths, "cargo-deny")?;
            // Offline: the crates are all here by now, and these checks need nothing else.
            command.args([
                "--offline",
                "--log-level",
                "error",
                "check",
                "--hide-inclusion-graph",
                subject,
            ]);
            if watch(&mut command, |_| {})? {
                Ok(())
            } else {
                bail!("cargo deny refuses")
            }
        });
    }
    advisories(paths, &mut tally)?;
    Ok(tally)
}

/// A database that cannot be fetched is said, and is no failure; an advisory is.
fn advisories(paths: &Paths, tally: &mut Tally) -> Result<()> {
    let fetched = program(paths, "timeout")?
        .args(["60", "cargo-deny", "--log-level", "error", "fetch", "db"])
        .stderr(Stdio::null())
        .status()?
        .success();
    if !fetched {
        println!("    not checked: the advisory database cannot be reached from here");
        return Ok(());
    }
    tally.check("advisories", || {
        let mut command = program(paths, "cargo-deny")?;
        command.args(["--log-level", "error", "check", "--disable-fetch", "advisories"]);
        if watch(&mut command, |_| {})? {
            Ok(())
        } else {
            bail!("cargo deny refuses")
        }
    });
    Ok(())
}
