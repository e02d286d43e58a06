//! `crosspass audit`: the log of decisions.

use clap::Args;

use super::error::CliError;
use super::output::rows;
use super::storage::Desk;

#[derive(Args)]
pub(crate) struct Audit {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// How many of the last rows
    #[arg(long, default_value_t = 1000)]
    limit: u32,
}

impl Audit {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let found = desk.store.audit_rows(self.limit).await?;
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        Ok(rows(self.json, &found, |row| {
            vec![
                row.id.to_string(),
                row.at.to_string(),
                row.event.clone(),
                row.outcome.clone(),
                row.reason.clone(),
                or_dash(&row.login),
                or_dash(&row.domain),
                or_dash(&row.carrier),
                or_dash(&row.stage),
                or_dash(&row.address),
                or_dash(&row.reference),
            ]
        })?)
    }
}
