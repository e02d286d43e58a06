//! What survived against what is listed: both ways.

use super::known::{Known, Mutant};
use super::suite::Suite;
use std::collections::HashSet;

/// What differs. Without `all`, an entry whose mutant was not tried is none to be asked about.
pub(super) fn compare(
    known: &Known,
    suite: &Suite,
    tried: &[Mutant],
    survived: &[Mutant],
    all: bool,
) -> Vec<String> {
    let listed: HashSet<Mutant> = known.survivor.iter().map(|entry| entry.mutant()).collect();
    let tried: HashSet<&Mutant> = tried.iter().collect();
    let survived: HashSet<&Mutant> = survived.iter().collect();
    let new = survived
        .iter()
        .filter(|mutant| !listed.contains(**mutant))
        .map(|mutant| format!("survives, and is not listed: {}", words(mutant)));
    let gone = listed
        .iter()
        .filter(|mutant| suite.has(&mutant.file) && !survived.contains(mutant))
        .filter_map(|mutant| {
            if tried.contains(mutant) {
                Some(format!("is listed, and noticed by a test: {}", words(mutant)))
            } else {
                all.then(|| format!("is listed, and no mutant any more: {}", words(mutant)))
            }
        });
    let mut problems: Vec<_> = new.chain(gone).collect();
    problems.sort();
    problems
}

fn words(mutant: &Mutant) -> String {
    format!("{}: {}, at `{}`", mutant.file, mutant.mutation, mutant.at)
}

#[cfg(test)]
mod tests {
    use super::super::suite::SUITES;
    use super::*;

    fn mutant(mutation: &str) -> Mutant {
        Mutant {
            file: "crates/protocol/src/origin.rs".to_owned(),
            at: "a > b".to_owned(),
            mutation: mutation.to_owned(),
        }
    }

    fn known() -> Known {
        toml::from_str(
            r#"
            [[survivor]]
            file = "crates/protocol/src/origin.rs"
            at = "a > b"
            mutation = "listed"
            reason = "because"
            "#,
        )
        .unwrap()
    }

    fn begins(tried: &[Mutant], survived: &[Mutant], all: bool) -> Vec<String> {
        let problems = compare(&known(), &SUITES[0], tried, survived, all);
        let words = problems.iter().map(|problem| problem.split(':').next().unwrap());
        words.map(str::to_owned).collect()
    }

    #[test]
    fn a_listed_survivor_is_none_to_speak_of() {
        let both = [mutant("listed"), mutant("caught")];
        assert!(begins(&both, &both[..1], true).is_empty());
    }

    #[test]
    fn an_unlisted_survivor_is_said() {
        let both = [mutant("listed"), mutant("other")];
        assert_eq!(begins(&both, &both, true), ["survives, and is not listed"]);
    }

    #[test]
    fn a_listed_one_that_is_noticed_is_said() {
        let tried = [mutant("listed")];
        assert_eq!(begins(&tried, &[], false), ["is listed, and noticed by a test"]);
    }

    #[test]
    fn a_listed_one_that_is_gone_is_said_where_all_were_tried() {
        assert_eq!(begins(&[], &[], true), ["is listed, and no mutant any more"]);
        assert!(begins(&[], &[], false).is_empty());
    }
}
