//! `crosspass check-isolation`: shows at a running deployment that nothing of one domain is good at another. It acts as
//! a browser would, with a user of its own: real sign-ins, real handoffs, then everything of the one presented wherever
//! the other takes something.

use clap::Args;
use crosspass_isolation::{Check, CheckError, Report};
use crosspass_protocol::{Origin, RegisteredOrigin};
use zeroize::Zeroizing;

use super::error::CliError;
use super::output::{line, rows};
use super::password;

/// More domains than that are a matter of days: every ordered pair is checked.
const MOST: usize = 12;

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
        let check = Check::of(issuer.origin()).map_err(refused)?;
        let checked = tokio::select! {
            checked = run(&check, &self.login, &password, domains) => checked,
            _ = tokio::signal::ctrl_c() => Err(CliError::Refused("interrupted".to_owned())),
        };
        // No session is left over, however it went.
        let left = check.sign_out().await;
        let report = checked?;
        rows(self.json, &report.rows(), |row| row.cells())?;
        if !self.json {
            line(report.summary())?;
        }
        if left > 0 {
            return Err(CliError::Refused(format!(
                "{left} of the issuer sessions that this made could not be ended; they end by themselves"
            )));
        }
        report.conclude().map_err(CliError::Refused)
    }
}

/// The domains that are checked, each one that a browser may be sent to by this issuer.
fn origins(texts: &[&str], issuer: &Origin) -> Result<Vec<Origin>, CliError> {
    let wrong = |text: &str, wrong: &dyn std::fmt::Display| CliError::argument("--domain", text, wrong);
    if !(2..=MOST).contains(&texts.len()) {
        let count = texts.len();
        let advice = format!("that is {count}; name 2 to {MOST}, which are checked against each other");
        return Err(wrong(&texts.join(" "), &advice));
    }
    let mut origins = Vec::new();
    for &text in texts {
        let origin = RegisteredOrigin::parse(text).map_err(|error| wrong(text, &error))?;
        let origin = origin.origin().clone();
        if origin == *issuer {
            return Err(wrong(text, &"it is the issuer, which is no domain"));
        }
        if origin.is_loopback() != issuer.is_loopback() {
            return Err(wrong(
                text,
                &"it and the issuer must both be on loopback, or neither",
            ));
        }
        if origins.contains(&origin) {
            return Err(wrong(text, &"it is there twice"));
        }
        origins.push(origin);
    }
    Ok(origins)
}

async fn run(
    check: &Check,
    login: &str,
    password: &Zeroizing<String>,
    named: Vec<Origin>,
) -> Result<Report, CliError> {
    let domains = if named.is_empty() {
        let found = check.domains(login, password).await.map_err(refused)?;
        let found: Vec<&str> = found.iter().map(Origin::as_str).collect();
        origins(&found, check.issuer())?
    } else {
        named
    };
    check.run(login, password, domains).await.map_err(refused)
}

fn refused(error: CheckError) -> CliError {
    CliError::Refused(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(domain: &str, issuer: &str) -> String {
        let issuer = Origin::parse(issuer).unwrap();
        let good = if issuer.is_loopback() {
            "http://a.localhost:1"
        } else {
            "https://a.example.com"
        };
        origins(&[good, domain], &issuer).unwrap_err().to_string()
    }

    #[test]
    fn domains_that_cannot_be_checked_are_refused_by_name() {
        let far = "https://auth.example.com";
        let cases = [
            ("https://auth.example.com", far, "the issuer"),
            ("http://b.example.com", far, "use https"),
            ("https://b.example.com/", far, "nothing follows"),
            ("https://a.example.com", far, "twice"),
            ("http://b.localhost:2", far, "loopback"),
            ("https://b.example.com", "http://auth.localhost:9000", "loopback"),
        ];
        for (domain, issuer, why) in cases {
            let error = refused(domain, issuer);
            assert!(
                error.starts_with("--domain") && error.contains(why),
                "{domain}: {error}"
            );
            assert!(error.contains(domain), "{error}");
        }
    }

    #[test]
    fn one_domain_is_isolated_from_nobody_and_many_take_days() {
        let issuer = Origin::parse("https://auth.example.com").unwrap();
        let many: Vec<String> = (0..=MOST)
            .map(|number| format!("https://{number}.example.com"))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (count, is_good) in [(1, false), (2, true), (MOST, true), (MOST + 1, false)] {
            assert_eq!(origins(&many[..count], &issuer).is_ok(), is_good, "{count}");
        }
    }
}
