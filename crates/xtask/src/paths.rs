//! Where things are: the project's root, its target folder, and the tools that all clones of one user share.

use anyhow::{Context, Result};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders that every verb works in.
#[derive(Clone)]
pub(crate) struct Paths {
    /// The project's root: where `Cargo.toml` of the workspace is.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// `$CROSSPASS_TOOLS`, or `crosspass/tools` in the user's cache folder.
    pub(crate) tools: PathBuf,
}

impl Paths {
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask is not two folders below the project's root")?
            .to_path_buf();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self {
            root,
            target,
            tools: tools_folder()?,
        })
    }

    /// Programs installed by cargo: wasm-bindgen, wasm-pack, geckodriver, cargo-deny.
    pub(crate) fn tool_programs(&self) -> PathBuf {
        self.tools.join("bin")
    }

    /// Programs installed by npm: wasm-opt, tsc, esbuild, eslint.
    pub(crate) fn npm_programs(&self) -> PathBuf {
        self.node_modules().join(".bin")
    }

    pub(crate) fn node_modules(&self) -> PathBuf {
        self.root.join("node_modules")
    }

    /// What wasm-pack made of one crate.
    pub(crate) fn wasm(&self, package: &str) -> PathBuf {
        self.target.join("wasm").join(package)
    }

    /// One finished npm package.
    pub(crate) fn npm_package(&self, package: &str) -> PathBuf {
        self.target.join("npm").join(package)
    }

    pub(crate) fn pages(&self) -> PathBuf {
        self.target.join("pages")
    }

    /// `PATH` with the pinned tools first, so that Debian's old wasm-opt is never the one found.
    pub(crate) fn search_path(&self) -> Result<OsString> {
        let ours = [self.tool_programs(), self.npm_programs()];
        let present = env::var_os("PATH").unwrap_or_default();
        Ok(env::join_paths(
            ours.into_iter().chain(env::split_paths(&present)),
        )?)
    }

    /// A path as it is printed: relative to the root where it can be.
    pub(crate) fn short(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

fn tools_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("CROSSPASS_TOOLS") {
        return Ok(PathBuf::from(folder));
    }
    let cache = match env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir()
            .context("no home folder: set CROSSPASS_TOOLS")?
            .join(".cache"),
    };
    Ok(cache.join("crosspass/tools"))
}
