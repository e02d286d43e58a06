//! Audit rows, as `crosspass audit --json` prints them.

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// One decision of the issuer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AuditRow {
    /// Its number, growing.
    pub id: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// What was asked: `sign_in`, `mint`, `redeem`, …
    pub event: String,
    /// `allowed` or `refused`.
    pub outcome: String,
    /// Why: `ok` or a stable code.
    pub reason: String,
    /// The user.
    #[serde(default)]
    pub sub: Option<String>,
    /// The login that was given.
    #[serde(default)]
    pub login: Option<String>,
    /// The issuer session.
    #[serde(default)]
    pub sid: Option<String>,
    /// The domain's origin.
    #[serde(default)]
    pub domain: Option<String>,
    /// How the session travelled.
    #[serde(default)]
    pub carrier: Option<String>,
    /// Of a report: where it failed.
    #[serde(default)]
    pub stage: Option<String>,
    /// What leads to the log lines.
    #[serde(default)]
    pub reference: Option<String>,
}

/// Parses the output of `crosspass audit --json`: one row a line, oldest first in the answer.
pub(crate) fn parse(output: &str) -> Result<Vec<AuditRow>> {
    let mut rows = output
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).with_context(|| format!("audit row {line}")))
        .collect::<Result<Vec<AuditRow>>>()?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Which rows are looked for. What is `None` must be absent in the row, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sought<'a> {
    /// The event.
    pub event: &'a str,
    /// The outcome.
    pub outcome: &'a str,
    /// The domain's origin.
    pub domain: Option<&'a str>,
    /// The carrier.
    pub carrier: Option<&'a str>,
}

/// The one row that fits; none or several are errors, which show all rows.
pub fn only<'a>(rows: &'a [AuditRow], sought: Sought<'_>) -> Result<&'a AuditRow> {
    let found: Vec<&AuditRow> = rows.iter().filter(|row| sought.fits(row)).collect();
    match found.as_slice() {
        [row] => Ok(row),
        _ => bail!(
            "{} rows of {sought:?} where one was expected, in {rows:#?}",
            found.len()
        ),
    }
}

impl Sought<'_> {
    fn fits(&self, row: &AuditRow) -> bool {
        row.event == self.event
            && row.outcome == self.outcome
            && row.domain.as_deref() == self.domain
            && row.carrier.as_deref() == self.carrier
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Sought, only, parse};

    const ROWS: &str = r#"{"id":2,"at":1763710001,"event":"mint","outcome":"allowed","reason":"ok","sub":"u","login":null,"sid":"s","domain":"http://acme.localhost:1","carrier":"popup","reference":"r"}
{"id":1,"at":1763710000,"event":"sign_in","outcome":"refused","reason":"invalid_credentials","sub":null,"login":"ada","sid":null,"domain":null,"carrier":null,"reference":"r"}
"#;

    #[test]
    fn rows_are_read_oldest_first() {
        let rows = parse(ROWS).unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(rows[1].carrier.as_deref(), Some("popup"));
    }

    #[test]
    fn a_missing_row_is_an_error() {
        let rows = parse(ROWS).unwrap();
        let refused = Sought {
            event: "sign_in",
            outcome: "refused",
            domain: None,
            carrier: None,
        };
        assert_eq!(only(&rows, refused).unwrap().id, 1);
        assert!(
            only(
                &rows,
                Sought {
                    outcome: "allowed",
                    ..refused
                }
            )
            .is_err()
        );
        assert!(
            only(
                &rows,
                Sought {
                    carrier: Some("popup"),
                    ..refused
                }
            )
            .is_err()
        );
    }

    #[test]
    fn a_line_that_is_no_row_is_an_error() {
        assert!(parse("{}").is_err());
    }
}
