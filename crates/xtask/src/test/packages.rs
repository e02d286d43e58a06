//! The npm packages as a user gets them: packed, installed elsewhere, imported on a server, type-checked.

use crate::npm::manifest::Manifest;
use crate::paths::Paths;
use crate::run::{capture, program, watch};
use crate::stamp::files;
use crate::tally::Tally;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn check(paths: &Paths) -> Result<Tally> {
    let manifest = Manifest::read(paths)?;
    let place = paths.target.join("npm-check");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::create_dir_all(&place)?;
    let mut tally = Tally::default();
    for (name, package) in &manifest.package {
        let folder = paths.npm_package(name);
        let tarball = pack(paths, &folder, &place)?;
        tally.check(
            &format!(
                "{}: the tarball holds what it should, and nothing else",
                package.npm
            ),
            || {
                ensure!(tarball.files == package.files, "packed: {:#?}", tarball.files);
                Ok(())
            },
        );
        tally.check(&format!("{}: no `any` in its types", package.npm), || {
            no_any(&folder)
        });
        install(paths, &place, &tarball.file)?;
        tally.check(
            &format!("{}: imported by node, installed from the tarball", package.npm),
            || {
                let script = format!("await import({})", serde_json::to_string(&package.npm)?);
                capture(program(paths, "node")?.current_dir(&place).args([
                    "--input-type=module",
                    "--eval",
                    &script,
                ]))?;
                Ok(())
            },
        );
        for resolution in ["bundler", "nodenext"] {
            tally.check(
                &format!("{}: its types compile ({resolution})", package.npm),
                || compile(paths, &place, &package.npm, resolution),
            );
        }
        tally += command(paths, &paths.root.join(&package.directory), &tarball.file)?;
    }
    Ok(tally)
}

/// The tests of the package's command. They install the tarball into an empty project outside of this tree.
fn command(paths: &Paths, source: &Path, tarball: &Path) -> Result<Tally> {
    let tests = files(&source.join("npm/test"))?;
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
        .env("CROSSPASS_TARBALL", tarball)
        // Its closing lines are read; colours would hide them.
        .env("FORCE_COLOR", "0");
    let ended_well = watch(&mut node, |line| tally.see_node(line))?;
    // A file that cannot even be loaded, or that has no test, must not pass.
    if (!ended_well || tally.passed == 0) && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

struct Tarball {
    file: PathBuf,
    /// What is in it; a content's hash in a name is written as `HASH`.
    files: Vec<String>,
}

fn pack(paths: &Paths, folder: &Path, place: &Path) -> Result<Tarball> {
    let said = capture(
        program(paths, "npm")?
            .current_dir(folder)
            .args(["pack", "--json", "--pack-destination"])
            .arg(place),
    )?;
    let said: Value = serde_json::from_str(&said).context("npm pack said something else than JSON")?;
    // One npm lists the packages, another maps their names to them.
    let about = said
        .get(0)
        .or_else(|| said.as_object()?.values().next())
        .context("npm pack packed nothing")?;
    let file = about["filename"].as_str().context("npm pack names no file")?;
    let listed = about["files"].as_array().context("npm pack lists no files")?;
    let mut files: Vec<_> = listed
        .iter()
        .filter_map(|file| Some(without_hash(file["path"].as_str()?)))
        .collect();
    files.sort();
    Ok(Tarball {
        file: place.join(file),
        files,
    })
}

/// `receiver/receiver-5XK2LQ7A.js` -> `receiver/receiver-HASH.js`.
fn without_hash(path: &str) -> String {
    let Some((stem, rest)) = path.rsplit_once('-') else {
        return path.to_owned();
    };
    match rest.split_once('.') {
        Some((hash, extension)) if hash.len() == 8 && hash.chars().all(|c| c.is_ascii_alphanumeric()) => {
            format!("{stem}-HASH.{extension}")
        }
        _ => path.to_owned(),
    }
}

fn no_any(folder: &Path) -> Result<()> {
    for file in files(folder)?
        .iter()
        .filter(|file| file.to_string_lossy().ends_with(".d.ts"))
    {
        let text = fs::read_to_string(file)?;
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with(['*', '/']));
        let words = code.flat_map(|line| {
            line.split(|c: char| !c.is_alphanumeric() && c != '_')
                .map(move |w| (w, line))
        });
        if let Some((_, line)) = words.into_iter().find(|(word, _)| *word == "any") {
            bail!("{}: {}", file.display(), line.trim());
        }
    }
    Ok(())
}

fn install(paths: &Paths, place: &Path, tarball: &Path) -> Result<()> {
    fs::write(
        place.join("package.json"),
        r#"{ "private": true, "type": "module" }"#,
    )?;
    let arguments = [
        "install",
        "--no-save",
        "--offline",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ];
    capture(
        program(paths, "npm")?
            .current_dir(place)
            .args(arguments)
            .arg(tarball),
    )
    .map(|_said| ())
}

fn compile(paths: &Paths, place: &Path, package: &str, resolution: &str) -> Result<()> {
    fs::write(
        place.join("user.ts"),
        format!("import * as all from \"{package}\";\nexport const names = all;\n"),
    )?;
    let module = if resolution == "nodenext" {
        "nodenext"
    } else {
        "esnext"
    };
    let config = json!({
        "compilerOptions": {
            "strict": true, "noEmit": true, "skipLibCheck": false, "types": [], "target": "es2022",
            "module": module, "moduleResolution": resolution, "lib": ["es2022", "dom"],
        },
        "files": ["user.ts"],
    });
    fs::write(place.join("tsconfig.json"), config.to_string())?;
    capture(
        program(paths, "tsc")?
            .current_dir(place)
            .args(["--pretty", "false", "--project", "."]),
    )
    .map(|_said| ())
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn only_a_hash_is_replaced() {
        assert_eq!(
            without_hash("receiver/receiver-5XK2LQ7A.js"),
            "receiver/receiver-HASH.js"
        );
        assert_eq!(
            without_hash("receiver/x_bg-1a2b3c4d.wasm.br"),
            "receiver/x_bg-HASH.wasm.br"
        );
        assert_eq!(without_hash("sign-in.js"), "sign-in.js");
        assert_eq!(without_hash("LICENSE-APACHE"), "LICENSE-APACHE");
    }
}
