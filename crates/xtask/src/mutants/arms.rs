//! Deleted arms of the two state machines. cargo-mutants deletes arms only where a `_` catches what is left;
//! the machines spell out what is ignored, so their arms are found here.

use super::known::Mutant;
use std::ops::Range;

/// An arm of a `match`.
pub(super) struct Arm {
    pub(super) mutant: Mutant,
    lines: Range<usize>,
}

/// Every arm of a file, as rustfmt lays it out. Without some of them it does not compile; that is found out by trying.
pub(super) fn arms(file: &str, text: &str) -> Vec<Arm> {
    let lines: Vec<&str> = text.lines().collect();
    let matches = (0..lines.len()).filter(|begin| is_match(lines[*begin]));
    let mut arms: Vec<Arm> = matches.flat_map(|begin| arms_of(file, &lines, begin)).collect();
    arms.sort_by_key(|arm| arm.lines.start);
    arms
}

fn is_match(line: &str) -> bool {
    let code = line.trim_start();
    line.ends_with('{') && line.contains("match ") && !code.starts_with("//")
}

/// The arms of the `match` that begins in that line.
fn arms_of(file: &str, lines: &[&str], begin: usize) -> Vec<Arm> {
    let indent = indent(lines[begin]);
    let ends = |line: &&str| self::indent(line) == indent && line.trim_start().starts_with('}');
    let length = lines[begin + 1..].iter().take_while(|line| !ends(line)).count();
    let end = begin + 1 + length;
    // Where an arm begins, or the comment above one; `}`, `)` and `|` go on with the arm before.
    let mut borders: Vec<usize> = (begin + 1..end)
        .filter(|line| self::indent(lines[*line]) == indent + 4)
        .filter(|line| !lines[*line].trim_start().starts_with(['}', ')', '|']))
        .collect();
    borders.push(end);
    if borders
        .iter()
        .any(|line| lines[*line].trim_start().starts_with("_ "))
    {
        // cargo-mutants has these.
        return Vec::new();
    }
    let arms = borders.windows(2).map(|ends| Arm {
        mutant: Mutant {
            file: file.to_owned(),
            at: lines[ends[0]].trim().to_owned(),
            mutation: "delete match arm".to_owned(),
        },
        lines: ends[0]..ends[1],
    });
    arms.filter(|arm| !arm.mutant.at.starts_with("//")).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

impl Arm {
    /// The file without it.
    pub(super) fn deleted_from(&self, text: &str) -> String {
        let lines = text.split_inclusive('\n').enumerate();
        lines
            .filter(|(number, _)| !self.lines.contains(number))
            .map(|(_, line)| line)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: &str = "impl A {
    pub fn handle<T>(&mut self) {
        match a {
            (A, B) => match c {
                // Why.
                C => d(),
                D => {}
            },
            (D, E)
            | (F, G) => {
                h(
                    (i, j),
                )
            }
        }
    }
}

fn other() {
    match a {
        A => {}
        _ => {}
    }
}
";

    #[test]
    fn arms_are_found_at_every_depth_where_nothing_catches_the_rest() {
        let found = arms("a.rs", MACHINE);
        let at: Vec<_> = found.iter().map(|arm| arm.mutant.at.as_str()).collect();
        assert_eq!(at, ["(A, B) => match c {", "C => d(),", "D => {}", "(D, E)"]);
    }

    #[test]
    fn an_arm_goes_with_all_its_lines() {
        let found = arms("a.rs", MACHINE);
        let without = found[3].deleted_from(MACHINE);
        assert!(
            without.contains("            },\n        }\n    }\n}\n"),
            "{without}"
        );
        let without = found[1].deleted_from(MACHINE);
        assert!(
            without.contains("// Why.\n                D => {}\n"),
            "{without}"
        );
    }
}
