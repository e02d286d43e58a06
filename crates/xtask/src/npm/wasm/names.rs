//! Short names between glue and module: wasm-bindgen's carry a hash each, which no compression shortens.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;

/// Sections of a module that hold names (WebAssembly core specification, 5.5.5 and 5.5.10).
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// A function, in the description of an import.
const FUNCTION: u8 = 0;
/// Magic number and version.
const PREAMBLE: usize = 8;
/// The glue's types promise this member of what `init` answers.
const PUBLIC: &str = "memory";

/// Gives every import and export a short name, the same in the module and in its glue.
pub(super) fn shorten(glue: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let mut names = Names::default();
    let module = names.rewrite(module)?;
    Ok((names.apply(glue)?, module))
}

/// What was renamed: old name -> new name.
#[derive(Default)]
struct Names {
    modules: BTreeMap<String, String>,
    imports: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

impl Names {
    /// The module with new names; all else is copied.
    fn rewrite(&mut self, module: &[u8]) -> Result<Vec<u8>> {
        let (preamble, sections) = module.split_at_checked(PREAMBLE).context("no module")?;
        let mut rest = Reader(sections);
        let mut out = preamble.to_vec();
        while !rest.0.is_empty() {
            let section = rest.byte()?;
            let length = rest.number()?;
            let content = rest.take(length)?;
            let content = match section {
                IMPORTS => self.imports(Reader(content))?,
                EXPORTS => self.exports(Reader(content))?,
                _ => content.to_vec(),
            };
            out.push(section);
            write_bytes(&mut out, &content);
        }
        Ok(out)
    }

    fn imports(&mut self, mut section: Reader<'_>) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let count = section.number()?;
        write_number(&mut out, count);
        for _ in 0..count {
            let (module, name) = (section.text()?, section.text()?);
            write_bytes(&mut out, short(&mut self.modules, module).as_bytes());
            write_bytes(&mut out, short(&mut self.imports, name).as_bytes());
            let kind = section.byte()?;
            ensure!(kind == FUNCTION, "the import {name} is no function");
            out.push(kind);
            write_number(&mut out, section.number()?);
        }
        Ok(out)
    }

    fn exports(&mut self, mut section: Reader<'_>) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let count = section.number()?;
        write_number(&mut out, count);
        for _ in 0..count {
            let name = section.text()?;
            let new = if name == PUBLIC {
                PUBLIC
            } else {
                short(&mut self.exports, name)
            };
            write_bytes(&mut out, new.as_bytes());
            out.push(section.byte()?);
            write_number(&mut out, section.number()?);
        }
        Ok(out)
    }

    /// The glue with new names. It writes imports as members (`name: function`), modules as quoted
    /// members (`"./x.js": import0`) and exports as `wasm.name`; anything else is an error here.
    fn apply(&self, glue: &str) -> Result<String> {
        let mut renamed = BTreeMap::new();
        let mut out = String::with_capacity(glue.len());
        for line in glue.lines() {
            let text = line.trim_start();
            let (indent, member) = (&line[..line.len() - text.len()], text.split_once(": "));
            let found = member.and_then(|(old, rest)| {
                let module = old.strip_prefix('"').and_then(|old| old.strip_suffix('"'));
                let new = match module {
                    Some(module) => format!("\"{}\"", self.modules.get(module)?),
                    None => self.imports.get(old)?.clone(),
                };
                Some((old, new, rest))
            });
            let line = match found {
                Some((old, new, rest)) => {
                    *renamed.entry(old).or_insert(0) += 1;
                    format!("{indent}{new}: {rest}")
                }
                None => line.to_owned(),
            };
            out.push_str(&self.members(&line)?);
            out.push('\n');
        }
        let wanted = self.modules.len() + self.imports.len();
        ensure!(
            renamed.len() == wanted && renamed.values().all(|times| *times == 1),
            "the glue does not give every import of the module once"
        );
        Ok(out)
    }

    /// A line of glue with its `wasm.name`s renamed.
    fn members(&self, line: &str) -> Result<String> {
        let mut parts = line.split("wasm.");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !is_identifier(c)).unwrap_or(part.len());
            let (old, rest) = part.split_at(end);
            let is_member = !out.ends_with(|c: char| is_identifier(c) || c == '.');
            out.push_str("wasm.");
            match self.exports.get(old) {
                Some(new) if is_member => out.push_str(new),
                Some(_) | None => {
                    // `x_bg.wasm'` and sentences are no members.
                    ensure!(
                        !is_member || old.is_empty() || old == PUBLIC,
                        "the module exports no {old}"
                    );
                    out.push_str(old);
                }
            }
            out.push_str(rest);
        }
        Ok(out)
    }
}

/// The new name of an old one: a, b, … z, A, … Z, ba, bb, …, in the order in which they come.
fn short<'a>(names: &'a mut BTreeMap<String, String>, old: &str) -> &'a str {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut number = names.len();
    names.entry(old.to_owned()).or_insert_with(|| {
        let mut name = String::new();
        loop {
            name.insert(0, char::from(LETTERS[number % LETTERS.len()]));
            number /= LETTERS.len();
            if number == 0 {
                return name;
            }
        }
    })
}

fn is_identifier(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '$'
}

/// The rest of a binary.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).context("the module is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// An unsigned LEB128 number of 32 bits.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        anyhow::bail!("a number of the module has no end")
    }

    fn text(&mut self) -> Result<&'a str> {
        let length = self.number()?;
        Ok(std::str::from_utf8(self.take(length)?)?)
    }
}

fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push(0x80 | (number & 0x7f) as u8);
        number >>= 7;
    }
    out.push(number as u8);
}

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// One import, one function that is exported, and the memory.
    fn module() -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        let mut imports = vec![1];
        write_bytes(&mut imports, b"./x_bg.js");
        write_bytes(&mut imports, b"__wbg_close_f1823617a5c59aad");
        imports.extend([FUNCTION, 0]);
        out.push(IMPORTS);
        write_bytes(&mut out, &imports);
        let mut exports = vec![2];
        for (name, kind) in [("memory", 2), ("receive", 0)] {
            write_bytes(&mut exports, name.as_bytes());
            exports.extend([kind, 0]);
        }
        out.push(EXPORTS);
        write_bytes(&mut out, &exports);
        out
    }

    const GLUE: &str = "export function receive() {
    wasm.receive(wasm.memory);
}
const import0 = {
    __wbg_close_f1823617a5c59aad: function(arg0) { arg0.close(); },
};
const imports = {
    \"./x_bg.js\": import0,
};
load('x_bg.wasm');
";

    #[test]
    fn both_sides_get_the_same_names_and_public_ones_stay() {
        let (glue, binary) = shorten(GLUE, &module()).unwrap();
        assert!(glue.contains("export function receive() {\n    wasm.a(wasm.memory);"));
        assert!(glue.contains("    a: function(arg0)"));
        assert!(glue.contains("    \"a\": import0,"));
        assert!(glue.contains("load('x_bg.wasm');"));
        let expected = b"\0asm\x01\0\0\0\x02\x07\x01\x01a\x01a\0\0\x07\x0e\x02\x06memory\x02\0\x01a\0\0";
        assert_eq!(binary, expected);
    }

    #[test]
    fn glue_of_another_module_is_an_error() {
        assert!(shorten(&GLUE.replace("f1823617", "00000000"), &module()).is_err());
        assert!(shorten(&GLUE.replace("wasm.receive", "wasm.send"), &module()).is_err());
    }

    #[test]
    fn a_module_that_is_cut_off_is_an_error() {
        let module = module();
        assert!(shorten(GLUE, &module[..module.len() - 1]).is_err());
    }

    #[test]
    fn more_names_than_letters() {
        let mut names = BTreeMap::new();
        let last = (0..110)
            .map(|n| short(&mut names, &n.to_string()).to_owned())
            .last();
        assert_eq!(last.as_deref(), Some("cf"));
        assert_eq!(
            names.values().collect::<std::collections::BTreeSet<_>>().len(),
            110
        );
    }
}
