//! A browser that sleeps: all its processes stand still, as on a laptop whose lid was closed.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::driven::Browser;

/// Processes that stand still. They go on when it is dropped.
#[derive(Debug)]
pub struct Frozen(BTreeSet<i32>);

impl Browser {
    /// Stops every process of the browser; its driver goes on, and waits.
    pub fn freeze(&self) -> Result<Frozen> {
        let mut frozen = Frozen(BTreeSet::new());
        // One that was just about to start another is stopped now, and the other is found next time.
        loop {
            let found = below(self.driver_process.id())?;
            let new: Vec<_> = found.difference(&frozen.0).copied().collect();
            if new.is_empty() {
                break;
            }
            for pid in new {
                // One that has ended meanwhile needs no stopping.
                let _ = kill(Pid::from_raw(pid), Signal::SIGSTOP);
                frozen.0.insert(pid);
            }
        }
        ensure!(!frozen.0.is_empty(), "no process of the browser was found");
        Ok(frozen)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        for pid in &self.0 {
            let _ = kill(Pid::from_raw(*pid), Signal::SIGCONT);
        }
    }
}

/// All processes that descend from this one.
fn below(root: i32) -> Result<BTreeSet<i32>> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").context("no /proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        if let Some(parent) = parent_of(pid) {
            parents.push((pid, parent));
        }
    }
    let mut found = BTreeSet::from([root]);
    loop {
        let before = found.len();
        found.extend(
            parents
                .iter()
                .filter(|(_, parent)| found.contains(parent))
                .map(|(pid, _)| *pid)
                .collect::<Vec<_>>(),
        );
        if found.len() == before {
            break;
        }
    }
    found.remove(&root);
    Ok(found)
}

/// The fourth field of `/proc/PID/stat`; the second may have spaces in it, and ends with the last `)`.
fn parent_of(pid: i32) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::process::Command;

    use super::below;
    use crate::process::Process;

    #[tokio::test]
    async fn grandchildren_are_found_and_strangers_are_not() {
        let mut command = Command::new("sh");
        command.args(["-c", "sh -c 'echo pid $$; sleep 600; true'; true"]);
        let mut process = Process::start("family", &mut command).unwrap();
        let pid = process
            .line("its pid", |line| line.strip_prefix("pid ")?.parse().ok())
            .await
            .unwrap();
        let found = below(process.id()).unwrap();
        assert!(found.contains(&pid), "{found:?}");
        assert!(!found.contains(&process.id()));
        assert!(!found.contains(&std::process::id().cast_signed()));
    }
}
