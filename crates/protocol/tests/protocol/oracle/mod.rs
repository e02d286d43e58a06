//! The npm package `jose` as a second reader: what it refuses we refuse, and where we alone refuse, a table says why.

mod keys;
mod mutations;
mod proofs;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::common::NOW;
use crate::jose::jose;

/// One text that both read.
struct Case {
    /// What was changed.
    name: String,
    /// What jose is asked.
    question: Value,
    /// Why we refuse it; `None` if we take it.
    ours: Option<String>,
}

/// A refusal that is ours alone: what we call it, and the reason for it.
type Stricter = [(&'static str, &'static str)];
/// A change that jose alone refuses, and why we take it.
type Laxer = [(&'static str, &'static str)];

/// Holds all cases against jose. Each line of the tables must be needed.
fn compare(cases: &[Case], stricter: &Stricter, laxer: &Laxer) {
    let asked: Vec<&Value> = cases.iter().map(|case| &case.question).collect();
    let answers = jose(&json!({ "judge": asked, "now": NOW }));
    let answers = answers.as_array().unwrap();
    assert_eq!(answers.len(), cases.len());
    let mut unexplained = BTreeMap::<String, Vec<&str>>::new();
    let mut needed = BTreeSet::new();
    let mut taken = 0;
    for (case, theirs) in cases.iter().zip(answers) {
        let explained = match (&case.ours, theirs) {
            (None, Value::Null) => {
                taken += 1;
                continue;
            }
            (Some(_), Value::String(_)) => continue,
            (Some(ours), _) => (
                stricter.iter().map(|line| line.0).find(|known| known == ours),
                "we alone refuse",
            ),
            (None, _) => (
                laxer.iter().map(|line| line.0).find(|known| *known == case.name),
                "jose alone refuses",
            ),
        };
        match explained {
            (Some(line), _) => drop(needed.insert(line)),
            (None, who) => {
                let why = format!("{who}: {:?}, {theirs}", case.ours);
                unexplained.entry(why).or_default().push(&case.name);
            }
        }
    }
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    for (line, reason) in stricter.iter().chain(laxer) {
        assert!(needed.contains(line), "not needed any more: {line} ({reason})");
    }
    assert!(
        taken > 0 && cases.len() > 100,
        "{taken} of {} are taken",
        cases.len()
    );
}
