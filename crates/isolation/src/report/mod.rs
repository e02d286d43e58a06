//! The report: a row for each artifact and endpoint, and one for each control.

mod row;
mod verdict;

pub use row::Row;
use row::RowResult;
pub(crate) use verdict::{Outcome, Verdict};

/// All rows.
#[derive(Debug, Default)]
pub struct Report(Vec<Row>);

impl Report {
    /// How an endpoint treated an artifact, in each guise.
    pub(crate) fn attempt(
        &mut self,
        thing: &'static str,
        from: &str,
        to: &str,
        endpoint: &'static str,
        verdicts: Vec<Verdict>,
    ) {
        let worst = verdicts.iter().map(|verdict| verdict.outcome).max();
        self.0.push(Row {
            result: match worst.unwrap_or(Outcome::Unclear) {
                Outcome::Refused => RowResult::Refused,
                Outcome::Unclear => RowResult::Unclear,
                Outcome::Accepted => RowResult::Accepted,
            },
            thing,
            from: from.to_owned(),
            to: Some(to.to_owned()),
            endpoint: Some(endpoint),
            answers: verdicts.into_iter().map(|verdict| verdict.answer).collect(),
        });
    }

    /// Whether an artifact is good where it belongs. Told once for each, and again where that changes.
    pub(crate) fn control(&mut self, thing: &'static str, from: &str, shown: Result<(), String>) {
        let (result, answers) = match shown {
            Ok(()) => (RowResult::Held, Vec::new()),
            Err(error) => (RowResult::Failed, vec![error]),
        };
        let from = from.to_owned();
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
        sorted.sort_by_key(|row| row.result);
        sorted
    }

    /// How many rows there are of each kind, in a line.
    pub fn totals(&self) -> String {
        format!(
            "{} refused, {} accepted, {} unclear; {} controls held, {} failed",
            self.count(RowResult::Refused),
            self.count(RowResult::Accepted),
            self.count(RowResult::Unclear),
            self.count(RowResult::Held),
            self.count(RowResult::Failed),
        )
    }

    fn count(&self, result: RowResult) -> usize {
        self.0.iter().filter(|row| row.result == result).count()
    }

    /// Succeeds if all is refused and every control held; else tells what is wrong.
    pub fn conclude(&self) -> Result<(), String> {
        let wrong: Vec<String> = [
            (
                RowResult::Accepted,
                "accepted elsewhere: these domains are not isolated",
            ),
            (
                RowResult::Failed,
                "not good where they belong: their refusals prove nothing",
            ),
            (RowResult::Unclear, "neither refused nor accepted"),
        ]
        .into_iter()
        .map(|(result, text)| (self.count(result), text))
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| format!("{count} {text}"))
        .collect();
        match (wrong.is_empty(), self.count(RowResult::Refused)) {
            (true, 0) => Err("nothing was presented".to_owned()),
            (true, _) => Ok(()),
            (false, _) => Err(wrong.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: &[Outcome]) -> Report {
        let verdicts = outcomes.iter().map(|&outcome| Verdict {
            outcome,
            answer: "x".to_owned(),
        });
        let mut report = Report::default();
        report.attempt("permit", "a", "b", "e", verdicts.collect());
        report
    }

    #[test]
    fn only_refusals_in_each_guise_end_well() {
        assert!(report(&[Outcome::Refused, Outcome::Refused]).conclude().is_ok());
        for (outcomes, why) in [
            (&[Outcome::Accepted, Outcome::Refused][..], "1 accepted"),
            (&[Outcome::Refused, Outcome::Unclear], "1 neither"),
            (&[], "1 neither"),
        ] {
            let wrong = report(outcomes).conclude().unwrap_err();
            assert!(wrong.starts_with(why), "{wrong}");
        }
        assert!(Report::default().conclude().is_err());
    }

    #[test]
    fn a_failed_control_is_told_once_shown_last_and_ends_badly() {
        let mut report = report(&[Outcome::Refused]);
        report.control("permit", "a", Ok(()));
        report.control("permit", "a", Ok(()));
        report.control("permit", "a", Err("why".to_owned()));
        let columns: Vec<_> = report.rows().iter().map(|row| row.columns()).collect();
        assert_eq!(
            columns,
            [
                ["held", "permit", "a", "where it belongs", ""],
                ["refused", "permit", "a -> b", "e", "x"],
                ["FAILED", "permit", "a", "where it belongs", "why"],
            ]
        );
        assert_eq!(
            report.totals(),
            "1 refused, 0 accepted, 0 unclear; 1 controls held, 1 failed"
        );
        assert!(report.conclude().is_err());
    }
}
