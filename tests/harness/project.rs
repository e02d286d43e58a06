//! A project of `tests/projects` as its author would have it: in a folder outside of this tree, with the
//! client installed from the packed tarball.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::process::Process;
use crate::tree::workspace;

/// A copy of one project. It goes when dropped.
#[derive(Debug)]
pub struct Project {
    folder: TempDir,
    search_path: OsString,
    /// Where npm keeps what is installed for all projects of a user, if not where it does by itself.
    global: Option<TempDir>,
}

impl Project {
    /// Copies the project `name`, with other addresses in place of those that it names.
    ///
    /// The copy is below the folder where `cargo xtask setup` installed what all projects are built with, where
    /// node finds it: a workspace's one installation.
    pub fn copy(name: &str, addresses: &[(&str, &str)]) -> Result<Self> {
        let shared = installation()?;
        let programs = shared.join("node_modules/.bin");
        let folder = tempfile::Builder::new()
            .prefix(&format!("{name}-"))
            .tempdir_in(shared)?;
        let source = workspace().join("tests/projects").join(name);
        // Without one, npm would take the folder above for the project.
        ensure!(
            source.join("package.json").is_file(),
            "no package.json in {}",
            source.display()
        );
        copy(&source, folder.path(), addresses)
            .with_context(|| format!("cannot copy {}", source.display()))?;
        let own = folder.path().join("node_modules/.bin");
        let present = env::var_os("PATH").unwrap_or_default();
        let search_path = env::join_paths([own, programs].into_iter().chain(env::split_paths(&present)))?;
        Ok(Self {
            folder,
            search_path,
            global: None,
        })
    }

    /// An empty folder far from everything, of a user who has `program` installed for all projects: what
    /// `npx` finds without asking anybody.
    pub fn empty(program: &str) -> Result<Self> {
        let installed = installation()?.join("node_modules/.bin").join(program);
        let installed = installed
            .canonicalize()
            .with_context(|| format!("no {program}"))?;
        let global = tempfile::tempdir()?;
        fs::create_dir_all(global.path().join("lib"))?;
        fs::create_dir(global.path().join("bin"))?;
        symlink(installed, global.path().join("bin").join(program))?;
        Ok(Self {
            folder: tempfile::tempdir()?,
            search_path: env::var_os("PATH").unwrap_or_default(),
            global: Some(global),
        })
    }

    /// Installs `@crosspass/client` from its tarball, and puts the receiver page into `public/crosspass`.
    pub async fn add_crosspass(&self, issuer: &str) -> Result<()> {
        let packed = self.run("npm", &["pack", "--silent", &package()?]).await?;
        let install = [
            "install",
            "--no-save",
            "--offline",
            "--ignore-scripts",
            packed.trim(),
        ];
        self.run("npm", &install).await?;
        let place = [
            "@crosspass/client",
            "install",
            "public/crosspass",
            "--issuer",
            issuer,
        ];
        self.run("npx", &place).await.map(drop)
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a program in it to the end, and gives back what it printed.
    pub async fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut command = self.command(program, arguments);
        let words = format!("{program} {}", arguments.join(" "));
        let output = tokio::task::spawn_blocking(move || command.output()).await??;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            bail!("`{words}`: {}\n{printed}{complaint}", output.status);
        }
        Ok(printed)
    }

    /// Starts a server in it, which tells its port after `told`; the answer is the port.
    pub async fn serve(&self, program: &str, arguments: &[&str], told: &str) -> Result<(Process, u16)> {
        let mut process = Process::start(program, &mut self.command(program, arguments))?;
        let port = process.line("its port", |line| number_after(line, told)).await?;
        Ok((process, port))
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("PATH", &self.search_path)
            .env("PORT", "0")
            .env("NO_COLOR", "1")
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .env("npm_config_loglevel", "error")
            .env("npm_config_offline", "true")
            .env("npm_config_update_notifier", "false");
        if let Some(global) = &self.global {
            command.env("npm_config_prefix", global.path());
        }
        command
    }
}

/// The folder of the built client package.
pub fn package() -> Result<String> {
    let pages =
        env::var_os("CROSSPASS_PAGES").map_or_else(|| workspace().join("target/pages"), PathBuf::from);
    let package = pages.with_file_name("npm").join("client").into_os_string();
    package
        .into_string()
        .ok()
        .context("a target folder whose name is not UTF-8")
}

/// Where `cargo xtask setup` puts what projects are built with.
fn installation() -> Result<PathBuf> {
    let below = |root: &str, rest: &str| env::var_os(root).map(|root| Path::new(&root).join(rest));
    let places = [
        below("CROSSPASS_TOOLS", "projects"),
        below("XDG_CACHE_HOME", "crosspass/tools/projects"),
        below("HOME", ".cache/crosspass/tools/projects"),
    ];
    let is_whole = |place: &PathBuf| place.join("node_modules/.bin").is_dir();
    let found = places.into_iter().flatten().find(is_whole);
    found.context("nothing to build projects with: run `cargo xtask setup`")
}

/// `  ➜  Local:   http://127.0.0.1:46405/` after `127.0.0.1:` is 46405.
fn number_after(line: &str, told: &str) -> Option<u16> {
    let (_, rest) = line.split_once(told)?;
    let digits = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn copy(from: &Path, to: &Path, addresses: &[(&str, &str)]) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry.path(), &target, addresses)?;
        } else {
            let mut text = fs::read_to_string(entry.path())?;
            for (example, real) in addresses {
                text = text.replace(example, real);
            }
            fs::write(target, text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn a_port_ends_where_the_digits_end() {
        let line = "- Local:         http://127.0.0.1:35743";
        assert_eq!(number_after(line, "127.0.0.1:"), Some(35743));
        assert_eq!(
            number_after("  Local: http://127.0.0.1:80/", "127.0.0.1:"),
            Some(80)
        );
        assert_eq!(number_after("ready in 109 ms", "127.0.0.1:"), None);
    }
}
