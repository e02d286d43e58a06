//! A crate to wasm: wasm-pack, short names, then a proof that the result instantiates.

mod names;
mod trim;

use super::manifest::{Manifest, Package};
use crate::paths::Paths;
use crate::run::{capture, program, run, step};
use crate::stamp::{Inputs, Stamp};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::{env, fs};

/// Instantiates a module through its own glue, as a page would, and says how large it is.
const INSTANTIATE: &str = "
const [glue, wasm] = process.argv.slice(1);
const bytes = (await import('node:fs')).readFileSync(wasm);
const module = await import((await import('node:url')).pathToFileURL(glue));
module.initSync({ module: bytes });
console.log(`    instantiates: ${bytes.length} bytes of wasm`);
";

/// A standard library built for size along with the crate: a sixth of a bundle would otherwise be the
/// texts of panics. What is unstable about it is how cargo is asked, not the language: the compiler is
/// the stable one, and RUSTC_BOOTSTRAP lets it take these flags.
const STANDARD_LIBRARY: [&str; 4] = [
    "-Z",
    "build-std=std,panic_abort",
    "-Z",
    "build-std-features=optimize_for_size",
];

/// A panic traps at once, without text and location: pages see the trap, and `cargo test` the texts.
const SILENT_PANICS: [&str; 4] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
];

/// Builds every package of the manifest that is not up to date.
pub(crate) fn build_all(paths: &Paths) -> Result<()> {
    for tool in [
        paths.tool_programs().join("wasm-pack"),
        paths.npm_programs().join("wasm-opt"),
    ] {
        ensure!(
            tool.is_file(),
            "{} is missing: run `cargo xtask setup`",
            tool.display()
        );
    }
    for (name, package) in &Manifest::read(paths)?.package {
        build(paths, name, package)?;
    }
    Ok(())
}

/// Builds one crate into `target/wasm/NAME`, unless its inputs are those of the last time.
pub(super) fn build(paths: &Paths, name: &str, package: &Package) -> Result<()> {
    let out = paths.wasm(name);
    let flags = rustc_flags(paths)?;
    let hash = inputs(paths, package, &flags)?;
    let stamp = Stamp::beside(&out);
    if stamp.is(&hash) && out.join(package.glue()).is_file() {
        println!("    {}: up to date", package.npm);
        return Ok(());
    }
    stamp.forget();
    step(&format!("{} to wasm", package.krate), || {
        run(program(paths, "wasm-pack")?
            .args([
                "build",
                "--release",
                "--target",
                "web",
                "--mode",
                "no-install",
                "--no-pack",
                "--out-name",
            ])
            .arg(package.stem())
            .arg("--out-dir")
            .arg(&out)
            .arg(paths.root.join(&package.directory))
            .arg("--")
            .args(STANDARD_LIBRARY)
            // Own folder: RUSTC_BOOTSTRAP would rebuild what other verbs share with this one.
            .env("CARGO_TARGET_DIR", paths.target.join("wasm-build"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", &flags))?;
        shorten(paths, name, package)?;
        instantiate(paths, name, package)
    })?;
    stamp.keep(&hash)
}

/// Gives what glue and module call each other short names, and trims the glue.
fn shorten(paths: &Paths, name: &str, package: &Package) -> Result<()> {
    let (glue, wasm) = (
        paths.wasm(name).join(package.glue()),
        paths.wasm(name).join(package.wasm()),
    );
    let (script, module) = names::shorten(&fs::read_to_string(&glue)?, &fs::read(&wasm)?)
        .with_context(|| format!("cannot rename in {}", package.wasm()))?;
    fs::write(glue, trim::trim(&script)?)?;
    Ok(fs::write(wasm, module)?)
}

/// Exit codes are not enough: a wrong wasm-opt makes modules that fail at init.
fn instantiate(paths: &Paths, name: &str, package: &Package) -> Result<()> {
    let out = paths.wasm(name);
    // The glue is an ECMAScript module; without this, node says so on every import.
    fs::write(out.join("package.json"), r#"{ "type": "module" }"#)?;
    let said = capture(
        program(paths, "node")?
            .args(["--input-type=module", "--eval", INSTANTIATE, "--"])
            .arg(out.join(package.glue()))
            .arg(out.join(package.wasm())),
    )
    .with_context(|| format!("{} was built, but does not instantiate", package.wasm()))?;
    print!("{said}");
    Ok(())
}

fn inputs(paths: &Paths, package: &Package, flags: &str) -> Result<String> {
    let tree = |inputs: Inputs, path: &str| inputs.tree(&paths.root.join(path));
    let mut inputs = Inputs::new()
        .text(&capture(program(paths, "rustc")?.arg("-vV"))?)
        .text(&capture(program(paths, "wasm-bindgen")?.arg("--version"))?)
        .text(&capture(program(paths, "wasm-opt")?.arg("--version"))?)
        .text(flags)
        .text(&STANDARD_LIBRARY.join(" "));
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "crates/xtask/src/npm/wasm",
        "crates/protocol/Cargo.toml",
        "crates/protocol/src",
    ] {
        inputs = tree(inputs, path)?;
    }
    inputs = tree(inputs, &format!("{}/Cargo.toml", package.directory))?;
    Ok(tree(inputs, &format!("{}/src", package.directory))?.finish())
}

/// Panic messages hold the paths of sources: those of this machine are cut off, which also saves bytes.
fn rustc_flags(paths: &Paths) -> Result<String> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("no home folder: set CARGO_HOME")?;
    let sysroot = capture(program(paths, "rustc")?.args(["--print", "sysroot"]))?;
    // Building xtask has made it.
    let registries = home.join("registry/src");
    let mut prefixes = vec![paths.root.clone(), PathBuf::from(sysroot.trim())];
    for registry in fs::read_dir(&registries).into_iter().flatten() {
        prefixes.push(registry?.path());
    }
    prefixes.sort();
    let flag = |prefix: &PathBuf| format!("--remap-path-prefix={}=", prefix.display());
    let remapped = prefixes.iter().map(flag);
    let flags = SILENT_PANICS.into_iter().map(str::to_owned).chain(remapped);
    Ok(flags.collect::<Vec<_>>().join(" "))
}
