//! Counting tests: from the closing lines of test runners, and of checks that xtask makes itself.

use anyhow::Result;
use std::fmt;
use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Tests that need what this machine lacks: they have neither passed nor failed.
    pub(crate) not_run: u64,
}

impl Tally {
    /// Reads a line of a test runner: `test result: …`, or a story that says why it is `not run`. Others add nothing.
    pub(crate) fn see(&mut self, line: &str) {
        self.not_run += u64::from(line.starts_with("test [not run: ") && line.ends_with("ignored"));
        if let Some((_, counts)) = line.split_once("test result: ") {
            self.passed += number_before(counts, " passed");
            self.failed += number_before(counts, " failed");
        }
    }

    /// Says how many tests were not run, if there are any.
    pub(crate) fn tell_not_run(self) {
        if self.not_run > 0 {
            println!(
                "not run, because this machine lacks something: {}; their lines say what",
                self.not_run
            );
        }
    }

    /// A program that ended badly before it could count has failed.
    #[must_use]
    pub(crate) fn ended(mut self, well: bool) -> Self {
        if !well && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// Reads a line of node's test runner; anything but its closing counts adds nothing.
    pub(crate) fn see_node(&mut self, line: &str) {
        let count = |name: &str| {
            line.strip_prefix("ℹ ")?
                .strip_prefix(name)?
                .trim()
                .parse::<u64>()
                .ok()
        };
        self.passed += count("pass ").unwrap_or(0);
        self.failed += count("fail ").or_else(|| count("cancelled ")).unwrap_or(0);
    }

    /// Makes a check of our own: says how it went, and counts it.
    pub(crate) fn check(&mut self, name: &str, check: impl FnOnce() -> Result<()>) {
        match check() {
            Ok(()) => {
                self.passed += 1;
                println!("    ok: {name}");
            }
            Err(error) => {
                self.failed += 1;
                println!("    FAILED: {name}: {error:#}");
            }
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.not_run += other.not_run;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split_once(word).map_or("", |(before, _)| before);
    before
        .rsplit([' ', '\t'])
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let mut tally = Tally::default();
        tally.see("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out");
        tally.see("test result: FAILED. 4 passed; 2 failed; 0 ignored");
        tally.see("test token::refuses_padding ... ok, 99 passed");
        assert_eq!(
            tally,
            Tally {
                passed: 16,
                failed: 2,
                not_run: 0
            }
        );
    }

    #[test]
    fn what_is_not_run_has_not_passed() {
        let mut tally = Tally::default();
        tally.see("test [not run: no Ory Kratos without Go] kratos_real::firefox ... ignored");
        tally.see("test [not run: no Ory Kratos without Go] kratos_real::webkit  ... ignored");
        tally.see("test kratos::firefox ... ignored");
        tally.see("test result: ok. 1 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out");
        assert_eq!(
            (tally.to_string().as_str(), tally.not_run),
            ("1 passed, 0 failed", 2)
        );
    }

    #[test]
    fn closing_lines_of_node_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "✔ pass 7 (2ms)",
            "ℹ tests 5",
            "ℹ pass 2",
            "ℹ fail 1",
            "ℹ cancelled 2",
            "ℹ skipped 0",
        ] {
            tally.see_node(line);
        }
        assert_eq!(tally.to_string(), "2 passed, 3 failed");
    }

    #[test]
    fn a_failed_check_is_counted() {
        let mut tally = Tally::default();
        tally.check("a", || Ok(()));
        tally.check("b", || anyhow::bail!("no"));
        assert_eq!(tally.to_string(), "1 passed, 1 failed");
    }
}
