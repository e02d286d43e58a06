//! What wasm-bindgen declares of the modules: in the tree, so that `tsc -b` and editors need no wasm build, and held against it.

use super::manifest::{Manifest, Package};
use crate::paths::Paths;
use anyhow::{Context, Result, bail};
use std::fs;

const HEADER: &str =
    "// What wasm-bindgen declares of this crate's module; `cargo xtask npm --write` writes it.\n";

/// Compares the declarations in the tree with those of the build, or writes them.
pub(super) fn compare(paths: &Paths, manifest: &Manifest, write: bool) -> Result<()> {
    for (name, package) in &manifest.package {
        let file = paths.root.join(&package.directory).join("wasm.d.ts");
        let built = format!("{HEADER}{}", built(paths, name, package)?);
        if fs::read_to_string(&file).is_ok_and(|kept| kept == built) {
            continue;
        }
        if !write {
            bail!(
                "{} is not what wasm-bindgen declares: run `cargo xtask npm --write`",
                paths.short(&file)
            );
        }
        fs::write(&file, built)?;
        println!("    {}: written", paths.short(&file));
    }
    Ok(())
}

/// The declarations of a built module, as users get them.
pub(super) fn built(paths: &Paths, name: &str, package: &Package) -> Result<String> {
    let file = paths.wasm(name).join(format!("{}.d.ts", package.stem()));
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(public_types(&text))
}

/// wasm-bindgen's declarations without what would trouble users: the raw exports, typed with `any`, which
/// nobody is to call, and `Symbol.dispose`, which only the newest compiler settings know.
fn public_types(types: &str) -> String {
    let kept = types.lines().filter(|line| !line.contains("[Symbol.dispose]()"));
    let types = kept.map(|line| format!("{line}\n")).collect::<String>();
    let Some((before, rest)) = types.split_once("export interface InitOutput {") else {
        return types;
    };
    let after = rest.split_once("\n}").map_or("", |(_members, after)| after);
    format!("{before}export interface InitOutput {{\n    readonly memory: WebAssembly.Memory;\n}}{after}")
}

#[cfg(test)]
mod tests {
    use super::public_types;

    #[test]
    fn only_what_users_may_call_stays_in_the_types() {
        let types = "export class A {\n    free(): void;\n    [Symbol.dispose](): void;\n}\n\
                     export interface InitOutput {\n    readonly memory: WebAssembly.Memory;\n    \
                     readonly a_new: (a: any) => number;\n}\n\nexport function init(): void;\n";
        let public = "export class A {\n    free(): void;\n}\n\
                      export interface InitOutput {\n    readonly memory: WebAssembly.Memory;\n}\n\n\
                      export function init(): void;\n";
        assert_eq!(public_types(types), public);
    }
}
