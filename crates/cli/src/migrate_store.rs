//! `crosspass migrate-store`: from the SQLite file to a PostgreSQL database.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use crosspass_issuer::store::{DatabaseAddress, MigrateProgress, PostgresAddress, migrate_store};
use crosspass_issuer::{Clock, SystemClock};
use crosspass_protocol::Timestamp;

use super::error::CliError;
use super::output::line;

/// Moves all that the SQLite file holds to an empty PostgreSQL database, and compares the two. Stop `crosspass serve` first.
/// Interrupted, it goes on at the next run. The file stays.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crosspass migrate-store --to-file /etc/crosspass/database
  crosspass --database old.db migrate-store --to 'postgres://crosspass@db.example.com/crosspass'")]
pub(crate) struct MigrateStore {
    /// The PostgreSQL database; an address with a password is better in a file
    #[arg(
        long,
        value_name = "URL",
        required_unless_present = "to_file",
        conflicts_with = "to_file"
    )]
    to: Option<String>,
    /// A file that holds the address of the PostgreSQL database
    #[arg(long, value_name = "FILE")]
    to_file: Option<PathBuf>,
}

impl MigrateStore {
    /// Moves the database of the configuration.
    pub(crate) async fn run(self, from: &DatabaseAddress) -> Result<(), CliError> {
        let DatabaseAddress::Sqlite(from) = from else {
            return Err(CliError::Refused(
                "database: it is on PostgreSQL already; name the SQLite file with --database".to_owned(),
            ));
        };
        let to = self.target()?;
        let mut shown = Shown::default();
        let clock = SystemClock::start();
        let progress = |progress| shown.show(progress, clock.now());
        let rows = migrate_store(from, &to, clock.now(), progress).await?;
        Ok(line(format_args!(
            "moved {rows} rows, and compared them; now set database to the new address and start crosspass serve. {} is not \
             used any more: keep it until you have a backup",
            from.display()
        ))?)
    }

    fn target(self) -> Result<PostgresAddress, CliError> {
        let (name, text) = match (self.to, self.to_file) {
            (Some(text), _) => ("--to", text),
            (None, Some(path)) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| CliError::argument("--to-file", &path.display().to_string(), error))?;
                ("--to-file", text)
            }
            (None, None) => return Err(CliError::Refused("--to: is missing".to_owned())),
        };
        // The text may hold a password: it is not repeated.
        PostgresAddress::parse(text.trim()).map_err(|error| CliError::Refused(format!("{name}: {error}")))
    }
}

/// What was told last: each table once it is done, and a long one each second.
#[derive(Default)]
struct Shown {
    at: Option<Timestamp>,
}

impl Shown {
    fn show(&mut self, progress: MigrateProgress, now: Timestamp) {
        let MigrateProgress { table, done, total } = progress;
        let is_done = done == total;
        if !is_done && self.at == Some(now) {
            return;
        }
        self.at = Some(now);
        let mut out = io::stderr().lock();
        // One line for each table on a terminal. Nobody is there to be told of a failure.
        let end = if is_done || !out.is_terminal() { "\n" } else { "\r" };
        write!(out, "{table}: {done} of {total}{end}").ok();
        out.flush().ok();
    }
}
