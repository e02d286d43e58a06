//! What the cells of one story came to, against the table that says what they must come to.

use anyhow::{Result, ensure};
use e2e::landing::Table;
use e2e::{Engine, Stage};

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
