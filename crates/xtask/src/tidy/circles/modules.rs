//! The modules of one crate, and which file defines what a path in one of them names.

use super::source::{self, Items, Path};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};

/// From one file to another: the names that the first takes from the second.
pub(super) type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// Re-exports of re-exports are followed this far; a glob of a glob may lead back to where it came from.
const DEPTH: usize = 12;

/// The modules of a crate; the root is the first.
pub(super) struct Modules(Vec<Module>);

struct Module {
    file: String,
    parent: usize,
    names: BTreeMap<String, Vec<Binding>>,
    globs: Vec<Path>,
    /// What this module takes from others: its imports and the paths in its items.
    taken: Vec<Path>,
}

enum Binding {
    Module(usize),
    Item,
    Import(Path),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning<'a> {
    Module(usize),
    /// Something that this file defines.
    Item(&'a str),
}

impl Modules {
    /// Reads a crate from its root file; `text` gives the text of a file by its path.
    pub(super) fn read(root: &str, text: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let mut modules = Self(Vec::new());
        let folder = folder(root).to_owned();
        modules.add_file(root, &folder, 0, text)?;
        Ok(modules)
    }

    fn add_file(
        &mut self,
        file: &str,
        children: &str,
        parent: usize,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize> {
        let content = text(file).with_context(|| format!("no file {file}"))?;
        let items = source::read(&content).with_context(|| file.to_owned())?;
        self.add(items, file, children, parent, text)
    }

    /// Adds a module; `children` is the folder of its child modules' files.
    fn add(
        &mut self,
        items: Items,
        file: &str,
        children: &str,
        parent: usize,
        text: &dyn Fn(&str) -> Option<String>,
    ) -> Result<usize> {
        let own = self.0.len();
        let mut names: BTreeMap<String, Vec<Binding>> = BTreeMap::new();
        for name in items.defined {
            names.entry(name).or_default().push(Binding::Item);
        }
        let mut globs = Vec::new();
        let mut taken = items.mentioned;
        for import in items.imports {
            match import.name {
                Some(name) => names
                    .entry(name)
                    .or_default()
                    .push(Binding::Import(import.path.clone())),
                None => globs.push(import.path.clone()),
            }
            if !import.is_public {
                taken.push(import.path);
            }
        }
        self.0.push(Module {
            file: file.to_owned(),
            parent,
            names,
            globs,
            taken,
        });
        for child in items.modules {
            let beside = format!("{children}{}", child.name);
            let module = match (child.inline, child.path) {
                (Some(inline), _) => self.add(inline, file, &format!("{beside}/"), own, text)?,
                (None, Some(path)) => {
                    let path = joined(folder(file), &path);
                    self.add_file(&path, folder(&path), own, text)?
                }
                (None, None) => {
                    let places = [format!("{beside}.rs"), format!("{beside}/mod.rs")];
                    let Some(place) = places.iter().find(|place| text(place).is_some()) else {
                        bail!("{file}: no file for the module {}", child.name);
                    };
                    self.add_file(place, &format!("{beside}/"), own, text)?
                }
            };
            self.0[own]
                .names
                .entry(child.name)
                .or_default()
                .push(Binding::Module(module));
        }
        Ok(own)
    }

    pub(super) fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (at, module) in self.0.iter().enumerate() {
            for path in &module.taken {
                if let Some(Meaning::Item(file)) = self.meaning(at, path, DEPTH)
                    && file != module.file
                {
                    let arrow = (module.file.clone(), file.to_owned());
                    arrows.entry(arrow).or_default().insert(self.item_of(at, path));
                }
            }
        }
        arrows
    }

    /// The segment of a path that names what the file defines: what follows is a variant, a method or the like.
    fn item_of(&self, from: usize, path: &[String]) -> String {
        let is_item =
            |end: &usize| matches!(self.meaning(from, &path[..*end], DEPTH), Some(Meaning::Item(_)));
        let end = (1..=path.len()).find(is_item).unwrap_or(path.len());
        path[end - 1].clone()
    }

    /// What a path means inside a module; none for what other crates define.
    fn meaning(&self, from: usize, path: &[String], depth: usize) -> Option<Meaning<'_>> {
        let depth = depth.checked_sub(1)?;
        let mut current = None;
        for (at, segment) in path.iter().enumerate() {
            let module = current.unwrap_or(from);
            let is_last = at + 1 == path.len();
            let next = match segment.as_str() {
                "crate" if at == 0 => Meaning::Module(0),
                "self" if at == 0 => Meaning::Module(from),
                "super" => Meaning::Module(self.0[module].parent),
                name => self.named(module, name, is_last, depth)?,
            };
            match next {
                Meaning::Module(module) => current = Some(module),
                // What follows is a variant or an associated item.
                Meaning::Item(_) => return Some(next),
            }
        }
        current.map(Meaning::Module)
    }

    /// A module and a function may share a name: the last segment of a path means the function.
    fn named(&self, module: usize, name: &str, is_last: bool, depth: usize) -> Option<Meaning<'_>> {
        let depth = depth.checked_sub(1)?;
        let own = self.0[module].names.get(name).into_iter().flatten();
        let mut meanings: Vec<_> = own
            .filter_map(|binding| match binding {
                Binding::Module(module) => Some(Meaning::Module(*module)),
                Binding::Item => Some(Meaning::Item(&self.0[module].file)),
                Binding::Import(path) => self.meaning(module, path, depth),
            })
            .collect();
        if meanings.is_empty() {
            meanings.extend(self.0[module].globs.iter().filter_map(|path| {
                match self.meaning(module, path, depth)? {
                    Meaning::Module(other) => self.named(other, name, is_last, depth),
                    // The variants of an enum: another name in scope is far more often meant.
                    Meaning::Item(_) => None,
                }
            }));
        }
        let is_item = |meaning: &&Meaning<'_>| matches!(meaning, Meaning::Item(_));
        meanings
            .iter()
            .find(|meaning| is_item(meaning) == is_last)
            .or(meanings.first())
            .copied()
    }
}

/// The folder of a file, with its last slash.
fn folder(file: &str) -> &str {
    file.rfind('/').map_or("", |at| &file[..=at])
}

/// `a/b/` and `../c.rs` as `a/c.rs`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}
