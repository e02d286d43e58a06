//! The last release, built from the project's own history: what customers' hosts still run while the issuer is new.

use super::folder::remove;
use super::npm_tools;
use crate::paths::Paths;
use crate::run::{capture, program, run};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The commit that the release was made from. Each release moves it to the release before.
const COMMIT: &str = "aeb9b341269304ccc38e4562edfab0b5eb3304e6";

/// What stories need of it: the binary (issuer and gate), the package, pages of domains, files for proxies.
const PARTS: [(&str, &str); 5] = [
    ("target/debug/crosspass", "crosspass"),
    ("target/npm/client", "npm/client"),
    ("target/pages/receiver", "pages/receiver"),
    ("target/pages/domains", "pages/domains"),
    ("docs/gate", "docs/gate"),
];

/// Where it is, once it was built: all clones of a user share it.
pub(crate) fn folder(paths: &Paths) -> PathBuf {
    paths.tools.join("releases").join(COMMIT)
}

/// Builds it, unless that was done on this machine before.
pub(super) fn build(paths: &Paths) -> Result<()> {
    let done = folder(paths);
    if PARTS.iter().all(|(_, part)| done.join(part).exists()) {
        println!("    {}: there", short());
        return Ok(());
    }
    is_in_history(&paths.root, COMMIT)?;
    println!(
        "    {}: a build from this clone's history, once for all clones: some minutes",
        short()
    );
    let releases = paths.tools.join("releases");
    let (source, fresh) = (releases.join("source"), releases.join("fresh"));
    for folder in [&done, &source, &fresh] {
        remove(folder)?;
    }
    for folder in [&source, &fresh] {
        fs::create_dir_all(folder)?;
    }
    let archive = releases.join("source.tar");
    run(program(paths, "git")?
        .args(["archive", "--format=tar", "--output"])
        .arg(&archive)
        .arg(COMMIT))?;
    run(program(paths, "tar")?
        .arg("-xf")
        .arg(&archive)
        .arg("-C")
        .arg(&source))?;
    fs::remove_file(&archive)?;
    npm_tools::install_for_release(paths, &source)?;
    // Its pages first: the binary has them inside.
    run(&mut cargo(
        paths,
        &source,
        &["run", "--locked", "--package", "xtask", "--", "npm"],
    )?)?;
    run(&mut cargo(
        paths,
        &source,
        &["build", "--locked", "--package", "crosspass-server"],
    )?)?;
    for (from, to) in PARTS {
        let (from, to) = (source.join(from), fresh.join(to));
        let parent = to.parent().context("a part has a folder")?;
        fs::create_dir_all(parent)?;
        fs::rename(&from, &to).with_context(|| format!("the build made no {}", from.display()))?;
    }
    // It gets its name when it is whole.
    fs::rename(&fresh, &done).with_context(|| format!("cannot make {}", done.display()))?;
    remove(&source)
}

/// Cargo in the old tree, with a target folder of its own; debug information and what serves later builds cost time.
fn cargo(paths: &Paths, source: &Path, arguments: &[&str]) -> Result<Command> {
    let mut command = program(paths, "cargo")?;
    command
        .current_dir(source)
        .args(arguments)
        .env_remove("CARGO_TARGET_DIR")
        .env("CROSSPASS_TOOLS", &paths.tools)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "false");
    Ok(command)
}

/// Whether the history of this clone reaches a commit; if not, what to do.
fn is_in_history(root: &Path, commit: &str) -> Result<()> {
    let git = |arguments: &[&str]| capture(Command::new("git").current_dir(root).args(arguments));
    if git(&["cat-file", "-e", &format!("{commit}^{{commit}}")]).is_ok() {
        return Ok(());
    }
    let mend = match git(&["rev-parse", "--is-shallow-repository"]) {
        Ok(answer) if answer.trim() == "true" => "this clone is shallow: run `git fetch --unshallow`",
        Ok(_) => "this clone has another history: fetch the project's own",
        Err(_) => "this folder is no git clone: clone the project, an archive of it is not enough",
    };
    bail!("the last release is built from commit {commit}, which is not here; {mend}")
}

fn short() -> String {
    format!("last release ({})", &COMMIT[..7])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A repository with two commits; the older one is the answer.
    fn repository(folder: &Path) -> String {
        let git =
            |arguments: &[&str]| capture(Command::new("git").current_dir(folder).args(arguments)).unwrap();
        git(&["init", "--quiet"]);
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        for message in ["older", "newer"] {
            let commit = ["commit", "--quiet", "--allow-empty", "--message", message];
            git(&[&who[..], &commit[..]].concat());
        }
        git(&["rev-parse", "HEAD~1"]).trim().to_owned()
    }

    #[test]
    fn a_whole_clone_has_the_release() {
        let home = tempfile::tempdir().unwrap();
        let older = repository(home.path());
        is_in_history(home.path(), &older).unwrap();
    }

    #[test]
    fn a_clone_that_lacks_the_release_is_told_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let older = repository(home.path());
        let [shallow, foreign] = ["shallow", "foreign"].map(|name| home.path().join(name));
        let from = format!("file://{}", home.path().display());
        let mut clone = Command::new("git");
        clone
            .args(["clone", "--quiet", "--depth", "1", &from])
            .arg(&shallow);
        capture(&mut clone).unwrap();
        fs::create_dir(&foreign).unwrap();
        capture(
            Command::new("git")
                .current_dir(&foreign)
                .args(["init", "--quiet"]),
        )
        .unwrap();
        let outside = tempfile::tempdir().unwrap();
        for (folder, mend) in [
            (&*shallow, "git fetch --unshallow"),
            (&*foreign, "another history"),
            (outside.path(), "no git clone"),
        ] {
            let refusal = is_in_history(folder, &older).unwrap_err().to_string();
            assert!(refusal.contains(mend) && refusal.contains(&older), "{refusal}");
        }
    }
}
