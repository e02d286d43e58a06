//! What the cells of one story came to, and the tables that say what they must come to.

use anyhow::{Result, ensure};
use e2e::landing::{self, BETWEEN, Table};
use e2e::{Engine, Stage};
use libtest_mimic::{Failed, Trial};

use super::end::THEN;
use super::{calls, offline, policies, receivers, storage, windows};

const LANDING: &str = "docs/landing.md";

/// The first table: what the browser and the receiver's policy allow.
pub(super) fn policies() -> Table {
    Table {
        document: LANDING,
        name: "policies",
        columns: &["COOP on the receiver", "popup blocker", "third-party cookies"],
        rows: policies::rows(),
    }
}

/// The second table: what goes wrong meanwhile.
pub(super) fn faults() -> Table {
    let rows = [
        windows::rows(),
        receivers::rows(),
        storage::rows(),
        offline::rows(),
    ];
    Table {
        document: LANDING,
        name: "faults",
        columns: &["What happens"],
        rows: rows.concat(),
    }
}

/// The cells of one story.
pub(super) struct Findings {
    table: Table,
    engine: Engine,
    found: Vec<(String, String)>,
    wrong: Vec<String>,
}

impl Findings {
    pub(super) fn of(stage: &Stage, table: Table) -> Self {
        Self {
            table,
            engine: stage.browser.engine(),
            found: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Takes the end of one cell, or why it has none.
    pub(super) fn note(&mut self, row: &str, end: Result<String>) {
        match end {
            Ok(end) => self.found.push((row.to_owned(), end)),
            Err(error) => self.wrong.push(format!("{row}, {}: {error:#}", self.engine)),
        }
    }

    /// Fails if a cell has no end, or not the one in the table, and names each.
    pub(super) fn settle(mut self) -> Result<()> {
        if let Err(error) = self.table.settle(self.engine, &self.found) {
            self.wrong.push(error.to_string());
        }
        ensure!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        Ok(())
    }
}

/// The documents have their tables, whole, and the first says of every end what the user sees and does next.
pub(super) fn document() -> Trial {
    let check = || -> Result<()> {
        let calls = calls::table();
        calls.check(&calls.text()?)?;
        for table in [policies(), faults()] {
            let text = table.text()?;
            for end in table.check(&text)? {
                for part in end.split(THEN) {
                    let said = format!("\n| {part}{BETWEEN}");
                    ensure!(
                        text.contains(&said),
                        "docs/landing.md says nothing about {part:?}"
                    );
                }
            }
        }
        Ok(())
    };
    let tell = move || check().map_err(|error| Failed::from(error.to_string()));
    // Not while it is being written.
    Trial::test("matrix::document", tell).with_ignored_flag(landing::is_written())
}
