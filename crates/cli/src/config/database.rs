//! Where the database is: said by a setting, or by a file that a setting names, since the address of a server holds a password.

use std::time::Duration;

use crosspass_issuer::store::{DatabaseAddress, PoolSettings};

use super::check::{Check, Standing};

const DATABASE: &str = "database";
const FILE: &str = "database_file";

impl Check<'_> {
    /// The address. A setting that is given twice is a mistake: one of the two would do nothing.
    pub(super) fn database(&mut self) -> DatabaseAddress {
        if !self.is_given(FILE) {
            return self.value(DATABASE, DatabaseAddress::parse);
        }
        if self.is_given(DATABASE) {
            let source = self.source(FILE);
            self.problem(FILE, format!("is given, and {DATABASE} as well"), source);
        }
        let address = self.optional(FILE, |path| {
            let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
            DatabaseAddress::parse(text.trim()).map_err(|error| error.to_string())
        });
        address.unwrap_or_else(DatabaseAddress::stand_in)
    }

    /// The pool.
    pub(super) fn pool(&mut self) -> PoolSettings {
        PoolSettings {
            connections: self.number("postgres.connections", 2..=1000),
            patience: Duration::from_secs(self.number("postgres.patience_seconds", 1..=60)),
        }
    }
}

impl Standing for DatabaseAddress {
    fn stand_in() -> Self {
        Self::Sqlite(std::path::PathBuf::new())
    }
}
