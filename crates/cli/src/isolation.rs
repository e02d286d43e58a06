//! `crosspass check-isolation`: what the checker is handed, and how its report is printed.

use clap::Args;
use crosspass_isolation::{Check, CheckError, DomainsError, Environment, origins};
use crosspass_issuer::{Clock, Randomness, SystemClock};
use crosspass_protocol::RegisteredOrigin;

use super::error::CliError;
use super::output::{line, rows};
use super::password;

#[derive(Args)]
pub(super) struct CheckIsolation {
    /// Who signs in: a user who may enter the domains
    #[arg(long)]
    login: String,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// A domain's exact origin; give two or more [default: all that the user may enter]
    #[arg(long = "domain", value_name = "ORIGIN")]
    domains: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl CheckIsolation {
    pub(super) async fn run(self, issuer: Option<RegisteredOrigin>) -> Result<(), CliError> {
        let issuer = issuer.ok_or_else(|| {
            CliError::argument(
                "--issuer",
                "",
                "name its origin, such as https://auth.example.com",
            )
        })?;
        let named: Vec<&str> = self.domains.iter().map(String::as_str).collect();
        let domains = match &*named {
            [] => Vec::new(),
            named => origins(named, issuer.origin())?,
        };
        let password = password::present(self.password_stdin)?;
        let clock = SystemClock::start();
        let environment = Environment {
            now: Box::new(move || clock.now()),
            random: Randomness::open().source(),
            progress: |text| eprintln!("{text}"),
        };
        let check = Check::new(issuer.origin().clone(), environment);
        let check = check.map_err(|error| CliError::Refused(error.to_string()))?;
        let checked = tokio::select! {
            checked = check.run(&self.login, &password, domains) => checked.map_err(CliError::from),
            _ = tokio::signal::ctrl_c() => Err(CliError::Refused("interrupted".to_owned())),
        };
        // The sessions end whether the check worked or not.
        let left = check.sign_out().await;
        let report = checked?;
        rows(self.json, &report.rows(), |row| row.columns())?;
        if !self.json {
            line(report.totals())?;
        }
        if left > 0 {
            return Err(CliError::Refused(format!(
                "{left} of the issuer sessions that this made could not be ended; they end by themselves"
            )));
        }
        report.conclude().map_err(CliError::Refused)
    }
}

impl From<DomainsError> for CliError {
    fn from(error: DomainsError) -> Self {
        Self::argument("--domain", &error.text, error.wrong)
    }
}

impl From<CheckError> for CliError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Domains(error) => error.into(),
            CheckError::Refused(text) => Self::Refused(text),
        }
    }
}
