//! Another clock for a program that is started: Debian's libfaketime answers in the system's place.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// The environment of a program whose wall clock is so many seconds ahead of the machine's. Its timers
/// go on as they are.
pub(crate) fn variables(ahead: i64) -> Result<[(String, String); 3]> {
    let library = library()?.to_str().context("a strange path")?.to_owned();
    let variable = |name: &str, value: String| (name.to_owned(), value);
    Ok([
        variable("LD_PRELOAD", library),
        variable("FAKETIME", format!("{ahead:+}s")),
        variable("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ])
}

/// It is in a folder named after the machine's architecture.
fn library() -> Result<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").context("no /usr/lib")?;
    folders
        .filter_map(|folder| Some(folder.ok()?.path().join("faketime/libfaketime.so.1")))
        .find(|library| library.is_file())
        .context("no libfaketime: run `cargo xtask setup`")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::process::Command;

    use super::variables;
    use crate::clock::unix_milliseconds;

    #[test]
    fn a_program_is_an_hour_ahead_or_behind() {
        for hour in [3600_i64, -3600] {
            let said = Command::new("date")
                .arg("+%s")
                .envs(variables(hour).unwrap())
                .output()
                .unwrap();
            let said: f64 = String::from_utf8(said.stdout).unwrap().trim().parse().unwrap();
            let off = said - unix_milliseconds() / 1000.0;
            #[expect(clippy::cast_precision_loss, reason = "an hour fits")]
            let wanted = hour as f64;
            assert!((off - wanted).abs() < 60.0, "{off}");
        }
    }
}
