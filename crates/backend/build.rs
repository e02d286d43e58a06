//! Embeds the backend's pages, built by `cargo xtask npm` into target/pages/backend, as a table of names and bytes.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../../target/pages/backend");
    // It must be there to be watched: a missing path would rebuild the crate every time.
    fs::create_dir_all(&folder)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = String::from("&[\n");
    let mut is_empty = true;
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path().canonicalize()?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
        is_empty = false;
    }
    table.push_str("]\n");
    if is_empty {
        println!(
            "cargo::warning=no receiver page in {}: run `cargo xtask npm`, then build again",
            folder.display()
        );
    }
    fs::write(Path::new(&variable("OUT_DIR")?).join("pages.rs"), table)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}
