//! A package's types, as strict users of both kinds of module resolution compile them.

use crate::paths::Paths;
use crate::run::{capture, program};
use crate::stamp::files;
use anyhow::{Result, bail};
use serde_json::json;
use std::fs;
use std::path::Path;

/// No declaration says `any`.
pub(super) fn no_any(folder: &Path) -> Result<()> {
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

/// Compiles sources in the project at `place`.
pub(super) fn compile(paths: &Paths, place: &Path, sources: &[String], resolution: &str) -> Result<()> {
    let module = if resolution == "nodenext" {
        "nodenext"
    } else {
        "esnext"
    };
    let config = json!({
        "compilerOptions": {
            "strict": true, "noEmit": true, "skipLibCheck": false, "types": [], "target": "es2022",
            "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "verbatimModuleSyntax": true,
            "module": module, "moduleResolution": resolution, "lib": ["es2022", "dom"], "jsx": "react-jsx",
        },
        "files": sources,
    });
    fs::write(place.join("tsconfig.json"), config.to_string())?;
    let mut tsc = program(paths, "tsc")?;
    tsc.current_dir(place)
        .args(["--pretty", "false", "--project", "."]);
    capture(&mut tsc).map(|_said| ())
}
