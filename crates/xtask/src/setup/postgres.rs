//! PostgreSQL, for the tests of the second database: the system's, or Debian's package, unpacked and not installed. An
//! installed one would be a service, and start.

use super::debian;
use crate::paths::Paths;
use crate::run::{capture, program, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The programs that the tests start.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_isready"];

pub(super) fn unpack(paths: &Paths) -> Result<()> {
    if let Some(folder) = folder(paths) {
        println!("    postgresql: there, {}", folder.display());
        return Ok(());
    }
    bring(paths).with_context(|| {
        let tools = paths.tools.display();
        format!("no PostgreSQL: where there is no apt-get, install it, or unpack it into {tools}/postgresql yourself")
    })
}

/// Where its programs are, if they are there.
pub(crate) fn folder(paths: &Paths) -> Option<PathBuf> {
    let unpacked = unpacked(paths).join("usr/lib/postgresql");
    [Path::new("/usr/lib/postgresql"), &unpacked]
        .into_iter()
        .filter_map(|versions| fs::read_dir(versions).ok())
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .find(|bin| PROGRAMS.iter().all(|name| bin.join(name).is_file()))
}

fn unpacked(paths: &Paths) -> PathBuf {
    paths.tools.join("postgresql")
}

fn bring(paths: &Paths) -> Result<()> {
    debian::refresh(paths)?;
    // The package without a number depends on that of this Debian.
    let server = depends(paths, "postgresql")?
        .into_iter()
        .find(|name| name.starts_with("postgresql-"))
        .context("apt-cache names no postgresql")?;
    let client = server.replace("postgresql-", "postgresql-client-");
    let libraries = [&server, &client]
        .into_iter()
        .map(|package| depends(paths, package))
        .collect::<Result<Vec<_>>>()?
        .concat();
    let libraries: Vec<&str> = libraries
        .iter()
        .map(String::as_str)
        .filter(|name| name.starts_with("lib"))
        .collect();
    debian::bring(paths, &libraries)?;
    let folder = unpacked(paths);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for package in [server, client] {
        run(program(paths, "apt-get")?
            .current_dir(&folder)
            // As the user who asks: Debian's own for this may not write here.
            .args(["-o", "APT::Sandbox::User=root", "-qq", "download", &package]))?;
    }
    for file in fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()? {
        run(program(paths, "dpkg-deb")?
            .arg("--extract")
            .arg(file.path())
            .arg(&folder))?;
        fs::remove_file(file.path())?;
    }
    self::folder(paths)
        .map(drop)
        .context("the packages lack a program")
}

/// The packages that one needs.
fn depends(paths: &Paths, package: &str) -> Result<Vec<String>> {
    let said = capture(program(paths, "apt-cache")?.args(["depends", "--important", package]))?;
    let name = |line: &str| {
        Some(
            line.trim()
                .trim_start_matches('|')
                .strip_prefix("Depends: ")?
                .to_owned(),
        )
    };
    Ok(said.lines().filter_map(name).collect())
}
