//! The tests of the tree, and which rows each is marked with.
//!
//! `// attack: 4, 5` stands above one test, one story, or a macro's list of tests; `// attacks of this file: 31` stands
//! for each test of its file.

use super::super::tree::File;
use super::engines::Engines;
use std::collections::BTreeSet;

const ONE: &str = "// attack: ";
const ALL: &str = "// attacks of this file: ";

/// A test, and the rows that it is about.
#[derive(Clone)]
pub(super) struct Marked {
    pub(super) file: String,
    /// What its name begins with: `issuer::cookies`.
    pub(super) group: String,
    pub(super) name: String,
    pub(super) rows: BTreeSet<u8>,
    pub(super) engines: Engines,
}

/// All marked tests, and what is wrong with marks.
pub(super) fn read(files: &[File]) -> (Vec<Marked>, Vec<String>) {
    let mut marked = Vec::new();
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| has_tests(&file.path)) {
        let mut reader = Reader {
            file,
            files,
            whole: BTreeSet::new(),
            waiting: None,
            block: None,
            is_test: false,
            marked: Vec::new(),
            problems: Vec::new(),
        };
        reader.read();
        marked.append(&mut reader.marked);
        problems.append(&mut reader.problems);
    }
    (marked, problems)
}

/// This crate's own files talk about marks; they have none.
fn has_tests(path: &str) -> bool {
    let source = [".rs", ".mjs", ".ts"].iter().any(|ending| path.ends_with(ending));
    source && !path.starts_with("crates/xtask/src/tidy/")
}

struct Reader<'a> {
    file: &'a File,
    files: &'a [File],
    whole: BTreeSet<u8>,
    /// The rows of a mark whose test has not come yet.
    waiting: Option<BTreeSet<u8>>,
    /// The rows of a macro's list of tests, while inside of one.
    block: Option<BTreeSet<u8>>,
    is_test: bool,
    marked: Vec<Marked>,
    problems: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut offset = 0;
        for line in self.file.text.split_inclusive('\n') {
            self.line(line.trim_end(), &self.file.text[offset..]);
            offset += line.len();
        }
        if self.waiting.is_some() {
            self.problem("a mark has no test below it");
        }
    }

    fn line(&mut self, line: &str, rest: &str) {
        let code = line.trim_start();
        if let Some(numbers) = code.strip_prefix(ALL) {
            self.whole = self.numbers(numbers);
        } else if let Some(numbers) = code.strip_prefix(ONE) {
            if self.waiting.is_some() {
                self.problem("a mark has no test below it");
            }
            self.waiting = Some(self.numbers(numbers));
        } else if self.block.is_some() {
            if line.starts_with('}') {
                self.block = None;
            } else if let Some(name) = listed(line) {
                self.test(name.to_owned(), Engines::NATIVE);
            }
        } else if line == code && code.ends_with("! {") && !code.starts_with("proptest!") {
            self.block = Some(self.waiting.take().unwrap_or_default());
        } else if code.starts_with("#[") {
            self.is_test |= code.contains("test]") || code.contains("test(");
        } else if self.is_test {
            if let Some(name) = function(code) {
                self.test(name.to_owned(), self.native_or_wasm());
            }
            self.is_test = false;
        } else if self.file.path.ends_with(".mjs") {
            if let Some(name) = code.strip_prefix("test(").and_then(quoted) {
                self.test(name.to_owned(), Engines::NATIVE);
            }
        } else if let Some(call) = ["story(", "story_on_both(", "trial("]
            .iter()
            .find_map(|call| code.find(call))
        {
            let is_told_in_a_browser = code[call..].starts_with("story") && !code[..call].ends_with('_');
            let call = &rest[rest.len().min(line.len() - code.len() + call)..];
            if is_told_in_a_browser {
                self.story(call, |reader, call| reader.engines(call));
            } else {
                // Its engine only says in which run it is told.
                self.story(call, |_, _| Engines::NATIVE);
            }
        }
    }

    /// A call from its name on, and where it is told.
    fn story(&mut self, call: &str, engines: impl FnOnce(&Self, &str) -> Engines) {
        let call = &call[..call.find(';').unwrap_or(call.len())];
        let Some(name) = call.split_once('(').and_then(|(_, call)| first_quoted(call)) else {
            return;
        };
        let engines = engines(self, call);
        if engines == Engines::NONE && (self.waiting.is_some() || !self.whole.is_empty()) {
            self.problem("the engines of a marked story cannot be told");
        }
        self.test(name.trim_end_matches("::{place}").to_owned(), engines);
    }

    /// The places that a call names, or that the lists have which it names.
    fn engines(&self, call: &str) -> Engines {
        let named: Engines = words(call).map(Engines::named_constant).collect();
        if named != Engines::NONE {
            return named;
        }
        let stories = self.files.iter().filter(|file| file.path.starts_with("tests/"));
        let texts = || {
            [self.file]
                .into_iter()
                .chain(stories.clone())
                .map(|file| file.text.as_str())
        };
        let lists = words(call).filter_map(|word| texts().find_map(|text| list(text, word)));
        lists.flat_map(words).map(Engines::named_constant).collect()
    }

    fn native_or_wasm(&self) -> Engines {
        // The suites of the two wasm crates run in all three browsers.
        let is_wasm = ["crates/auth/", "crates/client/"]
            .iter()
            .any(|folder| self.file.path.starts_with(folder));
        if is_wasm { Engines::ALL } else { Engines::NATIVE }
    }

    fn test(&mut self, name: String, engines: Engines) {
        let mut rows = self.whole.clone();
        rows.extend(self.block.iter().flatten());
        rows.extend(self.waiting.take().into_iter().flatten());
        if !rows.is_empty() {
            self.marked.push(Marked {
                file: self.file.path.clone(),
                group: group(&self.file.path),
                name,
                rows,
                engines,
            });
        }
    }

    fn numbers(&mut self, text: &str) -> BTreeSet<u8> {
        let read: Result<_, _> = text.split(',').map(|number| number.trim().parse()).collect();
        read.unwrap_or_else(|_| {
            self.problem(&format!("{text:?} are no numbers of rows"));
            BTreeSet::new()
        })
    }

    fn problem(&mut self, what: &str) {
        self.problems.push(format!("{}: {what}", self.file.path));
    }
}

impl Engines {
    /// Only constants are places: `FIREFOX_TLS`, not `firefox`.
    fn named_constant(word: &str) -> Self {
        let is_constant = word
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter == '_');
        if is_constant {
            Self::named(word)
        } else {
            Self::NONE
        }
    }
}

/// `crates/server/tests/issuer/cookies.rs` -> `issuer::cookies`; stories name themselves.
fn group(path: &str) -> String {
    if path.starts_with("tests/stories/") {
        return "stories".to_owned();
    }
    let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
    let parts: Vec<_> = path
        .split('/')
        .filter(|part| !["crates", "src", "tests", "test"].contains(part))
        .collect();
    let parts = match parts.as_slice() {
        // A program of tests has its own name; it says more than its crate's.
        [
            "server" | "protocol",
            program @ ("issuer" | "process" | "protocol"),
            rest @ ..,
        ] if !rest.is_empty() => [&[*program], rest].concat(),
        parts => parts.to_vec(),
    };
    parts.join("::")
}

/// `    name: …` in a macro's list.
fn listed(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix("    ")?.split_once(':')?;
    (is_name(name) && !rest.starts_with(':')).then_some(name)
}

fn function(code: &str) -> Option<&str> {
    let name = code
        .trim_start_matches("pub ")
        .trim_start_matches("async ")
        .strip_prefix("fn ")?;
    name.split_once('(').map(|(name, _)| name)
}

fn is_name(word: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    !word.is_empty() && word.chars().all(is_letter)
}

/// A text in quotes that begins here.
fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.split_once('"').map(|(name, _)| name)
}

/// The first text in quotes.
fn first_quoted(text: &str) -> Option<&str> {
    quoted(&text[text.find('"')?..])
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
}

/// What `let name = […]` or `const NAME: … = […]` lists.
fn list<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    ["let ", "const "].iter().find_map(|keyword| {
        let rest = &text[text.find(&format!("{keyword}{name}"))?..];
        let (head, rest) = rest.split_once('=')?;
        let is_it = words(head).nth(1) == Some(name) && head.len() < 80;
        is_it.then(|| rest.split_once(';').map_or(rest, |(list, _)| list))
    })
}

#[cfg(test)]
#[path = "marks_tests.rs"]
mod tests;
