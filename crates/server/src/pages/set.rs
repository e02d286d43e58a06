//! The page set: an operator's own files, and built-in ones for those that the operator left out.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::assets::{File, Files};

/// The pages there must be.
pub(super) const PAGES: [&str; 8] = [
    "sign-in.html",
    "continue.html",
    "launcher.html",
    "sign-out.html",
    "provider.html",
    "confirm.html",
    "propagate.html",
    "error.html",
];

/// A page set that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// The build had no pages to embed.
    #[error("this binary was built without pages: run `cargo xtask npm`, build again, or give --pages DIR")]
    NoneBuiltIn,
    /// A folder that cannot be read.
    #[error("pages {folder:?}: {error}; expected a folder with one of {} in it", PAGES.join(", "))]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A folder without any page.
    #[error(
        "pages {folder:?}: none of {} is in it{}; the built-in pages stand in for those that a folder leaves out",
        PAGES.join(", "), others(.found)
    )]
    NoPage {
        /// The folder.
        folder: PathBuf,
        /// Pages by other names.
        found: Vec<String>,
    },
    /// A file is missing.
    #[error(
        "the page set has no {0}, and this binary was built without pages: run `cargo xtask npm`, build again"
    )]
    Missing(&'static str),
    /// A file is not text, or not the JSON that it should be.
    #[error("{0} of the page set is not usable: {1}")]
    Damaged(String, String),
    /// A template does not parse, or fails when it is filled.
    #[error("{page} of the page set is not usable: {error:#}")]
    Template {
        /// The file.
        page: String,
        /// Where and why.
        error: minijinja::Error,
    },
}

fn others(found: &[String]) -> String {
    match found {
        [] => String::new(),
        some => format!(" (there is {})", some.join(", ")),
    }
}

/// Own files over built-in ones.
#[derive(Debug)]
pub struct PageSet {
    own: Files,
    built_in: Files,
}

impl PageSet {
    /// What the binary holds.
    pub fn built_in() -> Result<Self, PagesError> {
        Self::of(Files::default(), Files::embedded())
    }

    /// A folder, and what the binary holds for files that the folder lacks.
    pub fn in_folder(folder: &Path) -> Result<Self, PagesError> {
        let own = Files::in_folder(folder).map_err(|error| PagesError::Folder {
            folder: folder.to_owned(),
            error,
        })?;
        if !own.pages().any(|name| PAGES.contains(&name)) {
            return Err(PagesError::NoPage {
                folder: folder.to_owned(),
                found: own.pages().map(str::to_owned).collect(),
            });
        }
        Self::of(own, Files::embedded())
    }

    /// Puts one together, and looks whether it is whole.
    pub fn of(own: Files, built_in: Files) -> Result<Self, PagesError> {
        if own.is_empty() && built_in.is_empty() {
            return Err(PagesError::NoneBuiltIn);
        }
        let set = Self { own, built_in };
        match PAGES.into_iter().find(|name| set.file(name).is_none()) {
            Some(missing) => Err(PagesError::Missing(missing)),
            None => Ok(set),
        }
    }

    /// A file.
    pub(crate) fn file(&self, name: &str) -> Option<&File> {
        self.own.file(name).or_else(|| self.built_in.file(name))
    }

    /// All templates, by name: pages, and what they are made of.
    pub(super) fn templates(&self) -> Result<BTreeMap<String, String>, PagesError> {
        let names = self.built_in.pages().chain(self.own.pages());
        names
            .map(|name| Ok((name.to_owned(), text(name, self.file(name))?)))
            .collect()
    }

    /// File names of assets by the names that templates use, the folder's over the built-in ones.
    pub(super) fn assets(&self) -> Result<BTreeMap<String, String>, PagesError> {
        let mut names = BTreeMap::new();
        for files in [&self.built_in, &self.own] {
            let Some(list) = files.file("assets.json") else {
                continue;
            };
            let list: BTreeMap<String, String> = serde_json::from_str(&text("assets.json", Some(list))?)
                .map_err(|error| PagesError::Damaged("assets.json".to_owned(), error.to_string()))?;
            names.extend(list);
        }
        Ok(names)
    }
}

fn text(name: &str, file: Option<&File>) -> Result<String, PagesError> {
    let bytes = file.map(|file| file.content.as_ref()).unwrap_or_default();
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|error| PagesError::Damaged(name.to_owned(), error.to_string()))
}
