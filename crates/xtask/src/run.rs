//! Running other programs: what is run is printed, how long it took too, and a failure names the command.

use crate::clock::{Stopwatch, human};
use crate::paths::Paths;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

/// A program found on the pinned search path, to be run in the project's root.
pub(crate) fn program(paths: &Paths, name: impl AsRef<OsStr>) -> Result<Command> {
    let mut command = Command::new(name);
    // npm's user configuration may name keys that this npm does not know; that is not news.
    command
        .current_dir(&paths.root)
        .env("PATH", paths.search_path()?)
        .env("npm_config_loglevel", "error");
    Ok(command)
}

/// Announces a step, does it, and says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let watch = Stopwatch::start();
    println!("==> {name}");
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    println!("    {name}: {outcome} in {}", human(watch.elapsed()));
    result
}

/// Runs a command whose output goes straight to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    announce(command)?;
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{status}: {}", line(command));
    }
    Ok(())
}

/// Runs a command and returns what it printed; its error output is shown only if it fails.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8(finished(command)?.stdout)?)
}

/// Runs a command and returns all that it printed, to both of its outputs.
pub(crate) fn capture_all(command: &mut Command) -> Result<String> {
    finished(command).map(|output| printed(&output))
}

fn finished(command: &mut Command) -> Result<Output> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        bail!("{}: {}\n{}", output.status, line(command), printed(&output));
    }
    Ok(output)
}

fn printed(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

/// Runs a command, shows its output as it comes, and hands every line of its standard output to `see`.
/// The answer is whether the command ended well.
pub(crate) fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    announce(command)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", line(command)))?;
    let output = child.stdout.take().context("no standard output to read")?;
    for text in BufReader::new(output).split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        see(&text);
    }
    Ok(child.wait()?.success())
}

/// Runs a command to its end: whether that was a good one, and all that it printed.
pub(crate) fn finish(command: &mut Command) -> Result<(bool, String)> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("cannot start {}", line(command)))?;
    Ok((output.status.success(), printed(&output)))
}

/// The command as a person would type it, without the path of its folder.
pub(crate) fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| quoted(&word.to_string_lossy())));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    if word.contains([' ', '"', '*', '(']) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}

fn announce(command: &Command) -> Result<()> {
    println!("    $ {}", line(command));
    std::io::stdout().flush()?;
    Ok(())
}
