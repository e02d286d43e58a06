//! tsc: strict types, declarations for the packages, and a check of everything that is bundled.

use super::manifest::Manifest;
use crate::paths::Paths;
use crate::run::{program, run};
use anyhow::Result;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Names that the build defines for bundled pages.
const GLOBALS: &str =
    "/** The address of the wasm module, relative to the script or absolute; set by the build. */
declare const __WASM_URL__: string;
/**
 * Whether this is built into a page of ours, not into a package: such a page has a sentence of its own for each code, and
 * takes its wishes to the issuer, which refuses what it may not want.
 */
declare const __OWN_PAGE__: boolean;
";

/// Writes the declarations of a package's front into `out`.
pub(super) fn declare(
    paths: &Paths,
    manifest: &Manifest,
    sources: &[PathBuf],
    root: &Path,
    out: &Path,
) -> Result<()> {
    let options = json!({
        "declaration": true, "emitDeclarationOnly": true, "rootDir": root, "outDir": out,
        "rewriteRelativeImportExtensions": true,
    });
    compile(paths, manifest, "front", sources, &options)
}

/// Checks sources that a bundler will build.
pub(super) fn check(paths: &Paths, manifest: &Manifest, name: &str, sources: &[PathBuf]) -> Result<()> {
    compile(
        paths,
        manifest,
        name,
        sources,
        &json!({ "noEmit": true, "allowImportingTsExtensions": true }),
    )
}

fn compile(paths: &Paths, manifest: &Manifest, name: &str, sources: &[PathBuf], more: &Value) -> Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let folder = paths.target.join("npm");
    let globals = folder.join("globals.d.ts");
    fs::write(&globals, GLOBALS)?;
    let mut options = json!({
        "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler",
        "lib": ["ES2022", "DOM", "DOM.Iterable"], "types": [],
        "strict": true, "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitReturns": true,
        "noFallthroughCasesInSwitch": true, "verbatimModuleSyntax": true, "isolatedModules": true,
        "paths": addresses(paths, manifest),
    });
    merge(&mut options, more);
    let mut files: Vec<_> = sources.to_vec();
    files.push(globals);
    let config = folder.join(format!("tsconfig-{name}.json"));
    fs::write(
        &config,
        serde_json::to_string_pretty(&json!({ "compilerOptions": options, "files": files }))?,
    )?;
    run(program(paths, "tsc")?
        .args(["--pretty", "false", "--project"])
        .arg(config))
}

/// Where the compiler finds what the packages export.
fn addresses(paths: &Paths, manifest: &Manifest) -> Value {
    // A front may know React's types; its users bring React.
    let react = paths.node_modules().join("@types/react/index.d.ts");
    let mut addresses = json!({ "react": [react] });
    for (name, package) in &manifest.package {
        let built = paths.npm_package(name);
        let glue = built.join("wasm").join(format!("{}.d.ts", package.stem()));
        let main = if package.has_front(paths) {
            built.join("index.d.ts")
        } else {
            glue.clone()
        };
        merge(
            &mut addresses,
            &json!({ &package.npm: [main], format!("{}/wasm", package.npm): [glue] }),
        );
    }
    addresses
}

fn merge(into: &mut Value, more: &Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more.clone());
    }
}
