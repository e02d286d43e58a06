//! One row of the report: an artifact at an endpoint, or a control.

use std::collections::BTreeSet;

use serde::Serialize;

/// How a row came out; sorted as it is shown: controls first, what is wrong last, where it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RowResult {
    /// A control: it was good where it belongs.
    Held,
    Refused,
    Unclear,
    /// A control: it was not, so that its refusals prove nothing.
    Failed,
    Accepted,
}

/// A row. As JSON it is one object.
#[derive(Debug, Serialize)]
pub struct Row {
    pub(super) result: RowResult,
    pub(super) thing: &'static str,
    pub(super) from: String,
    /// Where it was presented; nothing for a control.
    pub(super) to: Option<String>,
    pub(super) endpoint: Option<&'static str>,
    /// What came back, for each guise.
    pub(super) answers: Vec<String>,
}

impl Row {
    /// The columns of a table for people.
    pub fn columns(&self) -> Vec<String> {
        let result = match self.result {
            RowResult::Held => "held",
            RowResult::Refused => "refused",
            RowResult::Unclear => "UNCLEAR",
            RowResult::Failed => "FAILED",
            RowResult::Accepted => "ACCEPTED",
        };
        let place = match &self.to {
            Some(to) => format!("{} -> {to}", self.from),
            None => self.from.clone(),
        };
        let answers: BTreeSet<&str> = self.answers.iter().map(String::as_str).collect();
        let answers: Vec<&str> = answers.into_iter().collect();
        vec![
            result.to_owned(),
            self.thing.to_owned(),
            place,
            self.endpoint.unwrap_or("where it belongs").to_owned(),
            answers.join("; "),
        ]
    }
}
