//! The table of requests and round trips in `docs/protocol.md`, read so that it cannot drift from
//! what happens.

use anyhow::{Context, Result, ensure};

/// The heading that the table stands under.
const HEADING: &str = "## Requests and round trips";

/// The table's columns.
const COLUMNS: [&str; 5] = [
    "carrier",
    "begun at",
    "issuer requests",
    "domain requests",
    "sequential round trips",
];

/// One row: what a handoff costs from the click to the landing, with cold caches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The carrier.
    pub carrier: String,
    /// Where the user clicked.
    pub begun_at: String,
    /// Requests to the issuer, preflights too.
    pub issuer_requests: usize,
    /// Requests to the domain.
    pub domain_requests: usize,
    /// Round trips of which each waits for the one before.
    pub sequential_round_trips: usize,
}

/// The rows of the table in a markdown text.
pub fn figures(markdown: &str) -> Result<Vec<Figures>> {
    let (_, section) = markdown
        .split_once(&format!("\n{HEADING}\n"))
        .with_context(|| format!("no heading {HEADING:?}"))?;
    let section = section.split("\n#").next().unwrap_or(section);
    let mut rows = section
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('|'))
        .map(cells);
    let header = rows.next().context("no table under the heading")?;
    ensure!(
        header == COLUMNS,
        "the table's columns are {header:?}, expected {COLUMNS:?}"
    );
    rows.skip(1)
        .map(|row| figures_of(&row).with_context(|| format!("row {row:?}")))
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_matches('|');
    inner
        .split('|')
        .map(|cell| cell.trim().trim_matches('`').to_owned())
        .collect()
}

fn figures_of(row: &[String]) -> Result<Figures> {
    let [carrier, begun_at, issuer, domain, sequential] = row else {
        anyhow::bail!("{} cells where {} were expected", row.len(), COLUMNS.len());
    };
    Ok(Figures {
        carrier: carrier.clone(),
        begun_at: begun_at.clone(),
        issuer_requests: issuer.parse()?,
        domain_requests: domain.parse()?,
        sequential_round_trips: sequential.parse()?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Figures, figures};

    const TEXT: &str = "# Protocol

## Requests and round trips

Some words.

| carrier | begun at | issuer requests | domain requests | sequential round trips |
| --- | --- | ---: | --: | - |
| popup | domain | 2 | 5 | 3 |
| `redirect` | launcher | 4 | 6 | 7 |

## Next

| not | this |
";

    #[test]
    fn the_rows_are_read() {
        let rows = figures(TEXT).unwrap();
        let first = Figures {
            carrier: "popup".to_owned(),
            begun_at: "domain".to_owned(),
            issuer_requests: 2,
            domain_requests: 5,
            sequential_round_trips: 3,
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0], first);
        assert_eq!(rows[1].carrier, "redirect");
    }

    #[test]
    fn other_columns_words_and_missing_tables_are_errors() {
        assert!(figures("# Protocol\n").is_err());
        assert!(figures("\n## Requests and round trips\n\nNone.\n").is_err());
        assert!(figures(&TEXT.replace("domain requests", "requests")).is_err());
        assert!(figures(&TEXT.replace("| 2 |", "| two |")).is_err());
    }
}
