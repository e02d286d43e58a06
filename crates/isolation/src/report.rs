//! What the check came to: a row for each thing and endpoint, and one for each control.

use std::collections::BTreeSet;

use crosspass_protocol::Origin;
use serde::Serialize;

use crate::probe_error::ProbeError;
use crate::probes::endpoint::Endpoint;
use crate::probes::verdict::{Outcome, Verdict};

/// How a row came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Result {
    Refused,
    Unclear,
    Accepted,
    /// A control: it was good where it belongs.
    Held,
    /// A control: it was not, so that its refusals prove nothing.
    Failed,
}

/// One row.
#[derive(Serialize)]
pub struct Row {
    result: Result,
    thing: &'static str,
    from: String,
    /// Where it was presented; nothing for a control.
    to: Option<String>,
    endpoint: Option<&'static str>,
    /// What came back, for each guise.
    answers: Vec<String>,
}

/// All rows.
#[derive(Default)]
pub struct Report(Vec<Row>);

impl Row {
    /// The row's cells: result, artifact, place, endpoint, answers.
    pub fn cells(&self) -> Vec<String> {
        let result = match self.result {
            Result::Refused => "refused",
            Result::Unclear => "UNCLEAR",
            Result::Accepted => "ACCEPTED",
            Result::Held => "held",
            Result::Failed => "FAILED",
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

impl Report {
    /// What came of presenting a thing at an endpoint.
    pub(crate) fn attempt(
        &mut self,
        thing: &'static str,
        from: &Origin,
        to: &Origin,
        endpoint: Endpoint,
        verdicts: Vec<Verdict>,
    ) {
        let worst = verdicts.iter().map(|verdict| verdict.outcome).max();
        self.0.push(Row {
            result: match worst.unwrap_or(Outcome::Unclear) {
                Outcome::Refused => Result::Refused,
                Outcome::Unclear => Result::Unclear,
                Outcome::Accepted => Result::Accepted,
            },
            thing,
            from: from.to_string(),
            to: Some(to.to_string()),
            endpoint: Some(endpoint.name()),
            answers: verdicts.into_iter().map(|verdict| verdict.answer).collect(),
        });
    }

    /// Whether a thing is good where it belongs. Response once for each, and again where that changes.
    pub(crate) fn control(
        &mut self,
        thing: &'static str,
        from: &Origin,
        shown: std::result::Result<(), &ProbeError>,
    ) {
        let (result, answers) = match shown {
            Ok(()) => (Result::Held, Vec::new()),
            Err(error) => (Result::Failed, vec![error.to_string()]),
        };
        let from = from.to_string();
        let is_known = self.0.iter().any(|row| {
            row.endpoint.is_none() && row.result == result && row.thing == thing && row.from == from
        });
        if !is_known {
            self.0.push(Row {
                result,
                thing,
                from,
                to: None,
                endpoint: None,
                answers,
            });
        }
    }

    /// The rows: controls first, what is wrong last, where it is seen.
    pub fn rows(&self) -> Vec<&Row> {
        let mut sorted: Vec<&Row> = self.0.iter().collect();
        sorted.sort_by_key(|row| match row.result {
            Result::Held => 0,
            Result::Refused => 1,
            Result::Unclear => 2,
            Result::Failed => 3,
            Result::Accepted => 4,
        });
        sorted
    }

    /// How many rows came out how, in a line.
    pub fn summary(&self) -> String {
        format!(
            "{} refused, {} accepted, {} unclear; {} controls held, {} failed",
            self.count(Result::Refused),
            self.count(Result::Accepted),
            self.count(Result::Unclear),
            self.count(Result::Held),
            self.count(Result::Failed),
        )
    }

    fn count(&self, result: Result) -> usize {
        self.0.iter().filter(|row| row.result == result).count()
    }

    /// Nothing, if all is refused and every control held; else what is wrong.
    pub fn conclude(&self) -> std::result::Result<(), String> {
        let wrong: Vec<String> = [
            (
                Result::Accepted,
                "accepted elsewhere: these domains are not isolated",
            ),
            (
                Result::Failed,
                "not good where they belong: their refusals prove nothing",
            ),
            (Result::Unclear, "neither refused nor accepted"),
        ]
        .into_iter()
        .map(|(result, text)| (self.count(result), text))
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| format!("{count} {text}"))
        .collect();
        match (wrong.is_empty(), self.count(Result::Refused)) {
            (true, 0) => Err("nothing was presented".to_owned()),
            (true, _) => Ok(()),
            (false, _) => Err(wrong.join("; ")),
        }
    }
}
