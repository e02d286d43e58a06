//! Which build plays a part: the present one, or the last release, as hosts run it that were not upgraded yet.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use crosspass_testkit::DatabaseKind;

use crate::tree::{built, workspace};

/// A build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Release {
    /// The tree that these stories are in.
    #[default]
    Present,
    /// The release before: what `cargo xtask setup` built from the project's history.
    Last,
}

/// Who plays in a world: which build each side of the wire is, and what the issuer keeps its records in.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// The issuer, with its pages.
    pub issuer: Release,
    /// What customers host: pages with the packages in them, receivers, gates.
    pub hosts: Release,
    /// The issuer's database.
    pub database: DatabaseKind,
}

impl Default for Cast {
    fn default() -> Self {
        Self {
            issuer: Release::Present,
            hosts: Release::Present,
            database: DatabaseKind::Sqlite,
        }
    }
}

impl Release {
    /// The command line: the issuer's, and the gate's.
    pub(crate) fn binary(self) -> Result<PathBuf> {
        let named = std::env::var_os("CROSSPASS_BIN").map(PathBuf::from);
        let (binary, mend) = match self {
            Self::Present => (
                named.unwrap_or_else(|| workspace().join("target/debug/crosspass")),
                "build it with `cargo build -p crosspass-cli`, or name it in CROSSPASS_BIN",
            ),
            Self::Last => (
                last().join("crosspass"),
                "run `cargo xtask e2e`, which builds and names it",
            ),
        };
        ensure!(binary.is_file(), "no issuer at {}: {mend}", binary.display());
        Ok(binary)
    }

    /// What proxies in front of its gate are given.
    pub(crate) fn gate_files(self) -> PathBuf {
        match self {
            Self::Present => workspace().join("docs/gate"),
            Self::Last => last().join("docs/gate"),
        }
    }

    /// Where the build put something: `pages/receiver`, `npm/client`.
    #[must_use]
    pub fn built(self, what: &str) -> PathBuf {
        match self {
            Self::Present => built(what),
            Self::Last => last().join(what),
        }
    }
}

/// What `cargo xtask` says; without it, a folder that is not there.
fn last() -> PathBuf {
    let named = std::env::var_os("CROSSPASS_LAST_RELEASE").map(PathBuf::from);
    named.unwrap_or_else(|| workspace().join("target/last-release"))
}
