//! The npm packages as a user gets them: packed, installed elsewhere, looked into, type-checked, run on a server.

mod content;
mod readme;
mod tarball;
mod types;

use crate::npm::manifest::{Manifest, Package};
use crate::paths::Paths;
use crate::run::{capture, program, watch};
use crate::stamp::files;
use crate::tally::Tally;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

/// How users' compilers find a package.
const RESOLUTIONS: [&str; 2] = ["bundler", "nodenext"];

/// Programs for users who need no package of ours.
const RECIPES: [&str; 2] = ["docs/gate/node.md", "docs/login-url.md"];

pub(super) fn check(paths: &Paths) -> Result<Tally> {
    let manifest = Manifest::read(paths)?;
    // Outside of this tree, and below what `setup` installed for such projects: React is found there.
    let place = paths.tools.join(format!("projects/check-{}", process::id()));
    fs::create_dir_all(&place).with_context(|| format!("cannot make {}", place.display()))?;
    let tally = manifest
        .package
        .iter()
        .try_fold(Tally::default(), |mut tally, (name, package)| {
            tally += Check {
                paths,
                name,
                package,
                place: &place,
            }
            .run()?;
            anyhow::Ok(tally)
        });
    fs::remove_dir_all(&place)?;
    let mut tally = tally?;
    tally += node_tests(paths, &paths.root.join("www/backend/test"), None)?;
    for recipe in RECIPES {
        tally.check(
            &format!("{recipe}: its programs are files that stories run"),
            || readme::files_are_run(&paths.root.join(recipe), &paths.root.join("tests/projects")),
        );
    }
    Ok(tally)
}

/// One package, installed in a project at `place`.
struct Check<'a> {
    paths: &'a Paths,
    name: &'a str,
    package: &'a Package,
    place: &'a Path,
}

impl Check<'_> {
    fn run(&self) -> Result<Tally> {
        let (paths, package, place) = (self.paths, self.package, self.place);
        let folder = paths.npm_package(self.name);
        let tarball = tarball::pack(paths, &folder, place)?;
        tarball::install(paths, place, &tarball.file)?;
        let mut tally = Tally::default();
        let mut check = |what: &str, check: &dyn Fn() -> Result<()>| {
            tally.check(&format!("{}: {what}", package.npm), check);
        };
        check("the tarball holds what it should, and nothing else", &|| {
            ensure!(tarball.files == package.files, "packed: {:#?}", tarball.files);
            Ok(())
        });
        check("nothing of another page's code in it", &|| {
            content::without_absent(&folder, package)
        });
        check("no texts of panics in it", &|| {
            content::without_panics(&folder, package)
        });
        check("no `any` in its types", &|| types::no_any(&folder));
        for resolution in RESOLUTIONS {
            check(&format!("its types compile ({resolution})"), &|| {
                let source = format!("{}.ts", self.name);
                fs::copy(self.project("strict").join(&source), place.join(&source))?;
                types::compile(paths, place, &[source], resolution)
            });
        }
        check("every export is imported by node, and nothing happens", &|| {
            self.node("every-export.mjs")
        });
        if self
            .project("server")
            .join(format!("{}.mjs", self.name))
            .is_file()
        {
            check("on a server nobody is signed in", &|| {
                self.node(&format!("{}.mjs", self.name))
            });
        }
        let readme = folder.join("README.md");
        check(
            "its README's programs are files that stories run, or compile",
            &|| {
                readme::files_are_run(&readme, &paths.root.join("tests/projects"))?;
                types::compile(paths, place, &readme::write_others(&readme, place)?, "bundler")
            },
        );
        let tests = paths.root.join(&package.directory).join("npm/test");
        tally += node_tests(paths, &tests, Some(&tarball.file))?;
        Ok(tally)
    }

    fn project(&self, name: &str) -> PathBuf {
        self.paths.root.join("tests/projects").join(name)
    }

    /// Runs a script of the project `server` where the package is installed: it ends well, and says nothing.
    fn node(&self, script: &str) -> Result<()> {
        fs::copy(self.project("server").join(script), self.place.join(script))?;
        let mut node = program(self.paths, "node")?;
        let said = capture(node.current_dir(self.place).args([script, &self.package.npm]))?;
        ensure!(said.is_empty(), "it says {said}");
        Ok(())
    }
}

/// The tests of a folder that node runs. Those of a package's command install the tarball into an empty project outside of
/// this tree.
fn node_tests(paths: &Paths, folder: &Path, tarball: Option<&Path>) -> Result<Tally> {
    let tests = files(folder)?;
    let tests: Vec<_> = tests
        .iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    let mut tally = Tally::default();
    if tests.is_empty() {
        return Ok(tally);
    }
    let mut node = program(paths, "node")?;
    node.args(["--test", "--test-reporter=spec"])
        .args(tests)
        .envs(tarball.map(|tarball| ("CROSSPASS_TARBALL", tarball)))
        // Its closing lines are read; colours would hide them.
        .env("FORCE_COLOR", "0");
    let ended_well = watch(&mut node, |line| tally.see_node(line))?;
    // A file that cannot even be loaded, or that has no test, must not pass.
    if (!ended_well || tally.passed == 0) && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}
