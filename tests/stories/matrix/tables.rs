//! The tables of the matrix, whole: the documents must have them, and say of every end what the user sees and does next.

use anyhow::{Result, ensure};
use e2e::landing::{self, BETWEEN, Table};
use libtest_mimic::{Failed, Trial};

use super::end::THEN;
use super::{calls, offline, policies, receivers, storage, windows};

/// What goes wrong meanwhile: the rows of four stories.
pub(super) fn faults() -> Table {
    let rows = [
        windows::rows(),
        receivers::rows(),
        storage::rows(),
        offline::rows(),
    ];
    Table {
        document: "docs/landing.md",
        name: "faults",
        columns: &["What happens"],
        rows: rows.concat(),
    }
}

/// The documents have their tables, whole, and the first says of every end what the user sees and does next.
pub(super) fn document() -> Trial {
    let check = || -> Result<()> {
        let calls = calls::table();
        calls.check(&calls.text()?)?;
        for table in [policies::table(), faults()] {
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
