//! A program that was started for a test: its output is collected, and it ends with its owner.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tokio::signal::unix::SignalKind;

use crate::wait;

/// The process groups that this program started and that still live, so that an interrupted run
/// can end them too.
static LIVING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends every process group that this program started: for an interrupted run.
pub fn end_all() {
    for group in std::mem::take(&mut *locked(&LIVING)) {
        // A group that has just ended by itself is no error.
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
}

/// From now on an interruption (Ctrl-C, SIGTERM) first ends what this program started: it lives in
/// process groups of its own, which a terminal does not reach.
pub fn end_all_when_interrupted() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut terminated = {
        let _entered = runtime.enter();
        tokio::signal::unix::signal(SignalKind::terminate())?
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        });
        end_all();
        std::process::exit(130);
    });
    Ok(())
}

/// Ends the group of a process that one of ours started in a group of its own (a browser).
pub(crate) fn end_group_of(pid: i32) {
    if killpg(Pid::from_raw(pid), Signal::SIGKILL).is_err() {
        // It leads no group: then it alone. Already gone is fine.
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
}

/// A child process in its own process group.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Process {
    /// Starts `command` with no input, its two outputs collected line by line.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {name}: {command:?}"))?;
        locked(&LIVING).insert(child.id().cast_signed());
        let lines = Arc::new(Mutex::new(Vec::new()));
        if let Some(stdout) = child.stdout.take() {
            collect(stdout, Arc::clone(&lines));
        }
        if let Some(stderr) = child.stderr.take() {
            collect(stderr, Arc::clone(&lines));
        }
        Ok(Self {
            name: name.to_owned(),
            child,
            lines,
        })
    }

    /// Its process id, which is its group's.
    pub(crate) fn id(&self) -> i32 {
        self.child.id().cast_signed()
    }

    /// What it has printed so far.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        locked(&self.lines).clone()
    }

    /// Whether it says that another program took its port.
    pub(crate) fn lost_its_port(&self) -> bool {
        let lines = self.lines();
        lines
            .iter()
            .any(|line| line.to_lowercase().contains("address already in use"))
    }

    /// Waits for a line in which `find` finds something.
    pub async fn line<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let name = self.name.clone();
        let found = wait::until(&format!("{name} to say {what}"), wait::PATIENCE, async || {
            // The order matters: a program that says it and ends at once has said it.
            let ended = self.child.try_wait()?;
            Ok(match (self.lines().iter().find_map(|line| find(line)), ended) {
                (Some(found), _) => Some(Ok(found)),
                (None, Some(status)) => Some(Err(status)),
                (None, None) => None,
            })
        })
        .await;
        match found {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(status)) => bail!("{name} ended ({status}):\n{}", self.lines().join("\n")),
            Err(error) => bail!("{error:#}\n{}", self.lines().join("\n")),
        }
    }

    /// Ends the whole group at once, as a crash or a power cut would.
    pub fn kill(&mut self) {
        let group = self.child.id().cast_signed();
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        // Reaps the child; its group is gone after that.
        let _ = self.child.wait();
        locked(&LIVING).remove(&group);
    }

    /// Asks the program to end, waits for it, and tells how it ended.
    pub async fn stop(&mut self) -> Result<ExitStatus> {
        kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGTERM)
            .with_context(|| format!("cannot signal {}", self.name))?;
        let what = format!("{} to end", self.name);
        let status = wait::until(&what, Duration::from_secs(15), async || {
            Ok(self.child.try_wait()?)
        })
        .await;
        self.kill();
        status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

fn collect(output: impl Read + Send + 'static, lines: Arc<Mutex<Vec<String>>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n') {
            match line {
                Ok(line) => locked(&lines).push(String::from_utf8_lossy(&line).into_owned()),
                Err(_) => break,
            }
        }
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Command, Process};

    #[tokio::test]
    async fn a_line_is_waited_for_and_the_program_ends_with_its_owner() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo pid $$; exec sleep 600"]);
        let mut process = Process::start("sleeper", &mut command).unwrap();
        let pid: String = process
            .line("its pid", |line| line.strip_prefix("pid ").map(str::to_owned))
            .await
            .unwrap();
        let home = std::path::PathBuf::from(format!("/proc/{pid}"));
        assert!(home.exists());
        drop(process);
        assert!(!home.exists());
    }

    #[tokio::test]
    async fn a_program_that_ends_early_is_told_with_its_words() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo bad flag >&2; exit 3"]);
        let mut process = Process::start("failing", &mut command).unwrap();
        let error = process
            .line("ready", |line| (line == "ready").then_some(()))
            .await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("exit status: 3"), "{error}");
    }
}
