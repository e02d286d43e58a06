//! `package.json` of a package: written out, not serialised, because in `exports` the order counts.

use super::manifest::Package;
use crate::paths::Paths;

/// What users import, the command if there is one, and the application's own React where a hook needs it.
pub(super) fn write(paths: &Paths, package: &Package) -> String {
    let (glue, stem) = (package.glue(), package.stem());
    let (name, description, version) = (&package.npm, &package.description, env!("CARGO_PKG_VERSION"));
    let source = paths.root.join(&package.directory);
    let mut more = String::new();
    if source.join("npm/install.mjs").is_file() {
        let command = name.rsplit('/').next().unwrap_or(name);
        more += &format!("\n  \"bin\": {{ \"{command}\": \"bin/install.mjs\" }},");
    }
    let mut exports = vec![(
        String::from("./wasm"),
        format!("wasm/{stem}"),
        format!("wasm/{glue}"),
    )];
    for entry in package.entries(paths).iter().rev() {
        let entry = entry.file_stem().unwrap_or_default().to_string_lossy();
        let path = if entry == "index" {
            String::from(".")
        } else {
            format!("./{entry}")
        };
        exports.insert(0, (path, entry.clone().into_owned(), format!("{entry}.js")));
        if entry == "react" {
            more += "\n  \"peerDependencies\": { \"react\": \">=18\" },";
            more += "\n  \"peerDependenciesMeta\": { \"react\": { \"optional\": true } },";
        }
    }
    if !package.has_front(paths) {
        exports.insert(
            0,
            (String::from("."), format!("wasm/{stem}"), format!("wasm/{glue}")),
        );
    }
    let exports = exports
        .iter()
        .map(|(path, types, script)| {
            format!("    \"{path}\": {{ \"types\": \"./{types}.d.ts\", \"default\": \"./{script}\" }},\n")
        })
        .collect::<String>();
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
