//! The rows that the command prints.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// A row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) result: String,
    pub(super) thing: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    endpoint: Option<String>,
    answers: Vec<String>,
}

impl Row {
    /// Whether it says that something was good where it belongs.
    pub(super) fn is_control(&self) -> bool {
        self.to.is_none()
    }

    /// Whether it is about that thing of one domain, presented at another's endpoint.
    pub(super) fn is(&self, thing: &str, from: &str, to: &str, endpoint: &str) -> bool {
        let place = (self.to.as_deref(), self.endpoint.as_deref());
        self.thing == thing && self.from == from && place == (Some(to), Some(endpoint))
    }
}

/// All that are printed, beside other lines; each refusal says what came back.
pub(super) fn rows(printed: &str) -> Result<Vec<Row>> {
    let lines = printed
        .lines()
        .filter_map(|line| Some(&line[line.find("{\"result\"")?..]));
    let rows = lines.map(|line| serde_json::from_str(line).with_context(|| line.to_owned()));
    let rows: Vec<Row> = rows.collect::<Result<_>>()?;
    for row in rows.iter().filter(|row| !row.is_control()) {
        ensure!(!row.answers.is_empty(), "no answer: {row:?}");
    }
    Ok(rows)
}
