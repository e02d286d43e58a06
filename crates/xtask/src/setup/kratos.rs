//! Ory Kratos, for the stories of the real one: built by Go from the Go module proxy, where Go is on this machine.

use super::folder::remove;
use crate::paths::Paths;
use crate::run::{capture, program, run};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest version that the Go module proxy serves under the module's name.
const VERSION: &str = "1.3.1";

/// The checksum of its source, as Go computes it. Those of its dependencies are in the source.
const SUM: &str = "h1:XOw84ToAxLDb5K5Xv/Qspk0vzlBq+6zgz2TufVg4kkU=";

/// What its `go.mod` needs.
const OLDEST_GO: (u32, u32) = (1, 23);

/// A module that the published source lacks. Its examples and tests alone use it, so an empty one does.
const LEFT_OUT: &str = "module github.com/ory/client-go\n\ngo 1.23\n";

#[derive(Deserialize)]
struct Module {
    #[serde(rename = "Dir")]
    folder: PathBuf,
    #[serde(rename = "Sum")]
    sum: String,
}

/// Builds it unless it is there. Where Go is missing, setup goes on: the stories of the real Kratos say that they were not run.
pub(super) fn build(paths: &Paths) -> Result<()> {
    let work = paths.tools.join("kratos.build");
    // What an interrupted build has left.
    remove(&work)?;
    let done = paths.tool_programs().join(format!("kratos-{VERSION}"));
    if says_version(paths, &done).is_ok() {
        println!("    Ory Kratos {VERSION}: there");
        return Ok(());
    }
    let go = program(paths, "go").and_then(|mut go| capture(go.args(["env", "GOVERSION"])));
    if let Err(lacking) = is_usable(go.as_deref().ok()) {
        println!("    Ory Kratos: not built, so its stories are not run: {lacking}");
        return Ok(());
    }
    println!(
        "    Ory Kratos {VERSION}: a build from source, once for all clones: some minutes, and 1.2 GB until it is done"
    );
    let built = build_in(paths, &work)
        .and_then(|binary| {
            says_version(paths, &binary)?;
            fs::create_dir_all(paths.tool_programs())?;
            // It gets its name when it is whole.
            fs::rename(&binary, &done).with_context(|| format!("cannot make {}", done.display()))
        })
        .with_context(|| format!("Ory Kratos {VERSION} does not build"));
    remove(&work)?;
    built
}

fn build_in(paths: &Paths, work: &Path) -> Result<PathBuf> {
    let (source, binary) = (work.join("source"), work.join("kratos"));
    fs::create_dir_all(work)?;
    let module = format!("github.com/ory/kratos@v{VERSION}");
    let found = capture(go(paths, work, work)?.args(["mod", "download", "-json", &module]))?;
    let module: Module = serde_json::from_str(&found).context("Go's answer is not as expected")?;
    ensure!(module.sum == SUM, "its source is another one: {}", module.sum);
    // The `replace` lines of its go.mod count in the main module alone, so it is built in a folder of its own.
    run(program(paths, "cp")?.arg("-R").arg(&module.folder).arg(&source))?;
    let left_out = source.join("internal/client-go");
    fs::create_dir_all(&left_out)?;
    fs::write(left_out.join("go.mod"), LEFT_OUT)?;
    let version = format!("-s -w -X github.com/ory/kratos/driver/config.Version=v{VERSION}");
    run(go(paths, work, &source)?
        .args(["build", "-mod=mod", "-tags", "sqlite,json1", "-ldflags", &version])
        .arg("-o")
        .arg(&binary)
        .arg("."))?;
    Ok(binary)
}

/// Go in a folder, with caches of its own, which are removed with the rest.
fn go(paths: &Paths, work: &Path, folder: &Path) -> Result<Command> {
    let mut command = program(paths, "go")?;
    command
        .current_dir(folder)
        .env("GOPATH", work.join("go"))
        .env("GOMODCACHE", work.join("modules"))
        .env("GOCACHE", work.join("cache"))
        .env("GOFLAGS", "-modcacherw -trimpath")
        .env("GOWORK", "off")
        // Go fetches no newer Go by itself.
        .env("GOTOOLCHAIN", "local")
        // Its SQLite is C.
        .env("CGO_ENABLED", "1");
    Ok(command)
}

/// Whether a binary runs, and is of this version.
fn says_version(paths: &Paths, kratos: &Path) -> Result<()> {
    let answer = capture(program(paths, kratos)?.arg("version"))?;
    ensure!(names_version(&answer), "it says that it is {answer:?}");
    Ok(())
}

/// `Version: v1.3.1`, then its build.
fn names_version(answer: &str) -> bool {
    answer
        .split_whitespace()
        .any(|word| word.strip_prefix('v') == Some(VERSION))
}

/// Whether this Go can build it; if not, why.
fn is_usable(version: Option<&str>) -> Result<(), String> {
    let (major, minor) = OLDEST_GO;
    match version.map(str::trim) {
        Some(version) if numbers(version) >= Some(OLDEST_GO) => Ok(()),
        Some(version) => Err(format!("{version} is on the PATH, Go {major}.{minor} is needed")),
        None => Err("no Go is on the PATH".to_owned()),
    }
}

/// Of `go1.26.8` or `go1.23rc1` the first two.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let (major, rest) = version.strip_prefix("go")?.split_once('.')?;
    let minor = rest.split(|each: char| !each.is_ascii_digit()).next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_go_that_is_too_old_is_named() {
        for new in ["go1.23.0\n", "go1.26.8", "go1.23rc1", "go2.0"] {
            assert_eq!(is_usable(Some(new)), Ok(()));
        }
        for old in ["go1.19.8", "go1.9", "devel", ""] {
            assert!(is_usable(Some(old)).is_err_and(|lacking| lacking.starts_with(old)));
        }
        assert_eq!(is_usable(None), Err("no Go is on the PATH".to_owned()));
    }

    #[test]
    fn another_version_is_built_anew() {
        assert!(names_version("Version:\t\t\tv1.3.1\nBuild Commit:\tundefined\n"));
        assert!(!names_version("Version:\tv1.3.10\n") && !names_version("Version:\tmaster\n"));
    }
}
