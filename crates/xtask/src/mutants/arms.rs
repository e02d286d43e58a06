//! Deleted arms of the two state machines. cargo-mutants deletes arms only where a `_` catches what is left;
//! the machines spell out, in their last arm, all that is ignored.

use super::known::Mutant;
use std::ops::Range;

/// An arm of `handle`.
pub(super) struct Arm {
    pub(super) mutant: Mutant,
    lines: Range<usize>,
}

/// Every arm of the outer `match` of a file's `handle` but the last, as rustfmt lays it out.
pub(super) fn arms(file: &str, text: &str) -> Vec<Arm> {
    let lines: Vec<&str> = text.lines().collect();
    let begin = lines
        .iter()
        .position(|line| line.starts_with("    pub fn handle<"));
    let begin = begin.unwrap_or(lines.len());
    let length = lines[begin..].iter().take_while(|line| **line != "    }").count();
    let borders: Vec<usize> = (begin..begin + length)
        .filter(|line| is_border(lines[*line]))
        .collect();
    let mut arms: Vec<Arm> = borders
        .windows(2)
        .filter(|ends| lines[ends[0]].trim_start().starts_with('('))
        .map(|ends| Arm {
            mutant: Mutant {
                file: file.to_owned(),
                at: lines[ends[0]].trim().to_owned(),
                mutation: "delete match arm in handle".to_owned(),
            },
            lines: ends[0]..ends[1],
        })
        .collect();
    arms.pop();
    arms
}

/// Where an arm begins, or the comment above one, or the `match` ends.
fn is_border(line: &str) -> bool {
    let text = line.trim_start();
    match line.len() - text.len() {
        12 => text.starts_with('(') || text.starts_with("//"),
        8 => text.starts_with('}'),
        _ => false,
    }
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
            (A, B) => c(),
            // Why.
            (D, E)
            | (F, G) => {
                h(
                    (i, j),
                )
            }
            (
                A | B,
                C,
            ) => {}
        }
    }
}

fn other() {
    match a {
            (A, B) => c(),
        }
}
";

    #[test]
    fn the_arms_of_handle_are_found_but_for_the_last() {
        let found = arms("a.rs", MACHINE);
        let at: Vec<_> = found.iter().map(|arm| arm.mutant.at.as_str()).collect();
        assert_eq!(at, ["(A, B) => c(),", "(D, E)"]);
        let without = found[1].deleted_from(MACHINE);
        assert!(
            without.contains("(A, B) => c(),\n            // Why.\n            (\n                A | B")
        );
    }
}
