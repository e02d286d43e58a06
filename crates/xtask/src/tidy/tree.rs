//! The files that git tracks, or would: read once.

use crate::paths::Paths;
use crate::run::{capture, program};
use anyhow::Result;
use std::fs;

/// One file of the tree, if it is text.
pub(super) struct File {
    /// Relative to the root.
    pub(super) path: String,
    pub(super) text: String,
}

/// All text files of the tree.
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

impl Tree {
    pub(super) fn read(paths: &Paths) -> Result<Self> {
        let mut git = program(paths, "git")?;
        let listed = capture(git.args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
        let read = |path: &str| {
            // A file that was deleted and is still tracked, or is no text, is not checked.
            let text = fs::read_to_string(paths.root.join(path)).ok()?;
            Some(File {
                path: path.to_owned(),
                text,
            })
        };
        Ok(Self {
            files: listed.lines().filter_map(read).collect(),
        })
    }

    /// The files that are written by hand and have comments.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&File, Kind)> {
        self.files.iter().filter_map(|file| Some((file, file.kind()?)))
    }

    pub(super) fn documents(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.extension() == "md")
    }
}

/// How a kind of source writes comments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rust,
    Script,
    Style,
    Page,
    Config,
    Sql,
}

impl Kind {
    /// What a header line begins with.
    pub(super) fn comments(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &["//!", "// "],
            Self::Script => &["// ", "/* ", "/** "],
            Self::Style => &["/* ", "/** "],
            Self::Page => &["<!-- ", "{#"],
            Self::Config => &["# "],
            Self::Sql => &["-- "],
        }
    }
}

impl File {
    fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    fn kind(&self) -> Option<Kind> {
        match self.extension() {
            "rs" => Some(Kind::Rust),
            "ts" | "tsx" | "js" | "mjs" => Some(Kind::Script),
            "css" => Some(Kind::Style),
            "html" => Some(Kind::Page),
            "toml" | "sh" => Some(Kind::Config),
            "sql" => Some(Kind::Sql),
            _ => (self.path == ".ci/run").then_some(Kind::Config),
        }
    }
}
