//! The tables of `docs/landing.md` and its like: read, so that a run is compared with them, and written anew.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};

use crate::browser::Engine;
use crate::tree::workspace;

/// Set while a run writes the tables instead of being compared with them.
const WRITE: &str = "CROSSPASS_WRITE_MATRIX";

/// The engines, in the order of the tables' last columns.
const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

/// What a cell says of an engine that has not told yet.
const UNTOLD: &str = "?";

/// One table: which rows it has, not what they came to.
#[derive(Debug, Clone)]
pub struct Table {
    /// The document that it is in.
    pub document: &'static str,
    /// Its name in the comments around it.
    pub name: &'static str,
    /// The columns before the engines'.
    pub columns: &'static [&'static str],
    /// What stands in these, each row's joined by [`BETWEEN`].
    pub rows: Vec<String>,
}

/// What joins the cells of a row.
pub const BETWEEN: &str = " | ";

/// How rows ended, by row and engine.
type Ends = BTreeMap<(String, &'static str), String>;

/// Whether this run writes the tables.
#[must_use]
pub fn is_written() -> bool {
    std::env::var_os(WRITE).is_some()
}

impl Table {
    /// The document as it is.
    pub fn text(&self) -> Result<String> {
        std::fs::read_to_string(self.path()).context(self.document)
    }

    fn path(&self) -> PathBuf {
        workspace().join(self.document)
    }

    /// What an engine's rows came to is compared with the document, or written into it if this run is to.
    pub fn settle(&self, engine: Engine, found: &[(String, String)]) -> Result<()> {
        static WRITING: Mutex<()> = Mutex::new(());
        let _one_at_a_time = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.text()?;
        let expected = self.ends(&text)?;
        if !is_written() {
            return self.compare(engine, &expected, found);
        }
        let mut ends = expected;
        for (row, end) in found {
            ensure!(self.rows.contains(row), "no such row: {row}");
            ends.insert((row.clone(), engine.name()), end.clone());
        }
        Ok(std::fs::write(self.path(), self.replaced(&text, &ends)?)?)
    }

    fn compare(&self, engine: Engine, expected: &Ends, found: &[(String, String)]) -> Result<()> {
        let wrong: Vec<String> = found
            .iter()
            .filter_map(|(row, end)| {
                let expected = expected
                    .get(&(row.clone(), engine.name()))
                    .map_or(UNTOLD, String::as_str);
                (expected != end).then(|| format!("{row}, {engine}: expected {expected}, found {end}"))
            })
            .collect();
        ensure!(wrong.is_empty(), "{}: {}", self.document, wrong.join("\n"));
        Ok(())
    }

    /// Fails unless the document has this table as a run writes it, with every cell told. Gives back the ends in it.
    pub fn check(&self, text: &str) -> Result<Vec<String>> {
        let ends = self.ends(text)?;
        ensure!(
            self.replaced(text, &ends)? == text,
            "{}: the rows of table {} are others; run `cargo xtask e2e --write-matrix`",
            self.document,
            self.name
        );
        for row in &self.rows {
            for engine in ENGINES {
                let told = ends.get(&(row.clone(), engine.name()));
                ensure!(
                    told.is_some_and(|end| end != UNTOLD),
                    "{}: nothing about {row}, {engine}",
                    self.document
                );
            }
        }
        Ok(ends.into_values().collect())
    }

    fn ends(&self, text: &str) -> Result<Ends> {
        let mut ends = Ends::new();
        let rows = self.within(text)?.lines().filter(|line| line.starts_with("| "));
        for line in rows.skip(1).filter(|line| !line.starts_with("| ---")) {
            let cells: Vec<&str> = line.trim_matches(['|', ' ']).split(BETWEEN).collect();
            let columns = self.columns.len();
            ensure!(
                cells.len() == columns + ENGINES.len(),
                "{}: {line}",
                self.document
            );
            let row = cells[..columns].join(BETWEEN);
            for (engine, end) in ENGINES.iter().zip(&cells[columns..]) {
                ends.insert((row.clone(), engine.name()), (*end).to_owned());
            }
        }
        Ok(ends)
    }

    fn marks(&self) -> [String; 2] {
        ["begin", "end"].map(|edge| format!("<!-- {}: {edge} -->\n", self.name))
    }

    fn within<'a>(&self, text: &'a str) -> Result<&'a str> {
        let [begin, end] = self.marks();
        let after = text.split_once(&begin).map(|(_, after)| after);
        let within = after
            .and_then(|after| after.split_once(&end))
            .map(|(within, _)| within);
        within.with_context(|| format!("{} has no {begin} and {end}", self.document))
    }

    fn replaced(&self, text: &str, ends: &Ends) -> Result<String> {
        let [begin, end] = self.marks();
        let old = format!("{begin}{}{end}", self.within(text)?);
        Ok(text.replace(&old, &format!("{begin}{}{end}", self.rendered(ends))))
    }

    fn rendered(&self, ends: &Ends) -> String {
        let mut heads = self.columns.to_vec();
        heads.extend(ENGINES.map(Engine::name));
        let line = |cells: &[&str]| format!("| {} |\n", cells.join(BETWEEN));
        let mut table = format!("\n{}{}", line(&heads), line(&vec!["---"; heads.len()]));
        for row in &self.rows {
            let mut cells = vec![row.as_str()];
            cells.extend(ENGINES.map(|engine| {
                let end = ends.get(&(row.clone(), engine.name()));
                end.map_or(UNTOLD, String::as_str)
            }));
            table.push_str(&line(&cells));
        }
        table + "\n"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Ends, Engine, Table};

    const TEXT: &str = "# Landing\n\n<!-- t: begin -->\n\n| a | b | chromium | firefox | webkit |\n\
        | --- | --- | --- | --- | --- |\n| 1 | 2 | x | y, z | ? |\n\n<!-- t: end -->\nMore.\n";

    fn table(rows: &[&str]) -> Table {
        Table {
            document: "docs/t.md",
            name: "t",
            columns: &["a", "b"],
            rows: rows.iter().map(|row| (*row).to_owned()).collect(),
        }
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        let table = table(&["1 | 2"]);
        let ends = table.ends(TEXT).unwrap();
        assert_eq!(ends[&("1 | 2".to_owned(), "firefox")], "y, z");
        assert_eq!(table.replaced(TEXT, &ends).unwrap(), TEXT);
    }

    #[test]
    fn a_changed_cell_is_named_with_what_was_expected_and_found() {
        let table = table(&["1 | 2"]);
        let ends = table.ends(TEXT).unwrap();
        let found = |end: &str| [("1 | 2".to_owned(), end.to_owned())];
        table.compare(Engine::Chromium, &ends, &found("x")).unwrap();
        let error = table.compare(Engine::Firefox, &ends, &found("x")).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("1 | 2, firefox: expected y, z, found x"),
            "{error}"
        );
    }

    #[test]
    fn a_cell_or_a_row_that_is_missing_is_an_error() {
        let untold = table(&["1 | 2"]).check(TEXT).unwrap_err();
        assert!(untold.to_string().contains("1 | 2, webkit"), "{untold}");
        assert!(table(&["1 | 2", "1 | 3"]).check(TEXT).is_err());
        let full = TEXT.replace("| ? |", "| y |");
        assert_eq!(table(&["1 | 2"]).check(&full).unwrap(), ["x", "y, z", "y"]);
    }

    #[test]
    fn rows_that_are_new_or_gone_are_written_so() {
        let written = table(&["1 | 3"]).replaced(TEXT, &Ends::new()).unwrap();
        assert!(written.contains("| 1 | 3 | ? | ? | ? |\n") && !written.contains("y, z"));
    }
}
