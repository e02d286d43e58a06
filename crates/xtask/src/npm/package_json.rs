//! `package.json` of a package: written out, not serialised, because in `exports` the order counts.

use super::manifest::Package;
use crate::paths::Paths;

/// What users import, the command if there is one, and the application's own React where a hook needs it.
pub(super) fn write(paths: &Paths, package: &Package) -> String {
    let stem = package.stem();
    let (name, description, version) = (&package.npm, &package.description, env!("CARGO_PKG_VERSION"));
    let source = paths.root.join(&package.directory);
    let mut more = String::new();
    if source.join("npm/install.mjs").is_file() {
        let command = name.rsplit('/').next().unwrap_or(name);
        more += &format!("\n  \"bin\": {{ \"{command}\": \"bin/install.mjs\" }},");
    }
    let (wasm, glue) = (format!("wasm/{stem}"), format!("wasm/{}", package.glue()));
    let mut exports = String::new();
    for entry in package.entries(paths) {
        let entry = entry.file_stem().unwrap_or_default().to_string_lossy();
        let path = match &*entry {
            "index" => String::from("."),
            other => format!("./{other}"),
        };
        exports += &export(&path, &entry, &format!("{entry}.js"));
        if entry == "react" {
            more += "\n  \"peerDependencies\": { \"react\": \">=18\" },";
            more += "\n  \"peerDependenciesMeta\": { \"react\": { \"optional\": true } },";
        }
    }
    if exports.is_empty() {
        exports += &export(".", &wasm, &glue);
    }
    exports += &export("./wasm", &wasm, &glue);
    format!(
        r#"{{
  "name": "{name}",
  "version": "{version}",
  "description": "{description}",
  "license": "(Apache-2.0 OR MIT)",
  "type": "module",
  "sideEffects": false,{more}
  "exports": {{
{exports}    "./{stem}_bg.wasm": "./wasm/{stem}_bg.wasm",
    "./package.json": "./package.json"
  }},
  "files": ["*.js", "*.d.ts", "wasm", "bin", "receiver", "LICENSE-APACHE", "LICENSE-MIT"]
}}
"#
    )
}

fn export(path: &str, types: &str, script: &str) -> String {
    format!("    \"{path}\": {{ \"types\": \"./{types}.d.ts\", \"default\": \"./{script}\" }},\n")
}
