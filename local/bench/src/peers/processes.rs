//! What all processes of a server have used, as Linux counts it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
    time::Duration,
};

use emulator::Usage;
use fs_err as fs;

/// What each of some processes has used so far.
pub(super) struct Tally(BTreeMap<u32, Usage>);

impl Tally {
    /// Of these processes, and of all that they have started.
    pub(super) fn of(roots: &[u32]) -> io::Result<Self> {
        let mut usages = BTreeMap::new();
        for root in roots {
            usages.insert(*root, Usage::of(*root)?);
        }
        for process in descendants(roots)? {
            // One that has just ended is none of them any more.
            if let Ok(usage) = Usage::of(process) {
                usages.insert(process, usage);
            }
        }
        Ok(Self(usages))
    }

    /// Time on a CPU since then. What a process had used that was not there then counts as a whole; one that
    /// has ended since counts no longer.
    pub(super) fn cpu_since(&self, before: &Self) -> Duration {
        let used = self.0.iter().map(|(process, usage)| match before.0.get(process) {
            Some(before) => usage.cpu.saturating_sub(before.cpu),
            None => usage.cpu,
        });
        used.sum()
    }

    /// The most that each held at once, in bytes; what several share counts for each.
    pub(super) fn peak_memory(&self) -> u64 {
        self.0.values().map(|usage| usage.peak_memory).sum()
    }

    /// What they hold now, in bytes, with an even part of what several share; none where we may not know.
    pub(super) fn proportional_memory(&self) -> Option<u64> {
        self.0.keys().map(|process| kilobytes(*process, "smaps_rollup", "Pss:")).sum::<Option<_>>()
    }
}

/// All that these have started, and what those have started.
fn descendants(roots: &[u32]) -> io::Result<BTreeSet<u32>> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc")? {
        let Some(process) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(parent) = number(process, "status", "PPid:") {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut found = BTreeSet::new();
    let mut parents = roots.to_vec();
    while let Some(parent) = parents.pop() {
        let new = children.remove(&parent).unwrap_or_default();
        parents.extend(&new);
        found.extend(new);
    }
    Ok(found)
}

fn kilobytes(process: u32, file: &str, name: &str) -> Option<u64> {
    Some(u64::from(number(process, file, name)?) * 1024)
}

/// The number after a name in one of a process's files.
fn number(process: u32, file: &str, name: &str) -> Option<u32> {
    let file: PathBuf = ["/proc", &process.to_string(), file].iter().collect();
    let text = fs::read_to_string(file).ok()?;
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };

    use super::*;

    fn usage(milliseconds: u64) -> Usage {
        Usage { cpu: Duration::from_millis(milliseconds), memory: 1, peak_memory: 2 }
    }

    #[test]
    fn all_processes_count() {
        let before = Tally([(1, usage(10)), (2, usage(20))].into());
        let after = Tally([(1, usage(13)), (3, usage(5))].into());
        assert_eq!(after.cpu_since(&before), Duration::from_millis(8));
        assert_eq!(after.peak_memory(), 4);
    }

    #[test]
    fn what_a_process_has_started_counts_once() {
        let mut shell = Command::new("sh")
            .args(["-c", "exec 3<&0; cat <&3 & echo $!; wait"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut child = String::new();
        BufReader::new(shell.stdout.take().unwrap()).read_line(&mut child).unwrap();
        let child: u32 = child.trim().parse().unwrap();
        for roots in [vec![shell.id()], vec![shell.id(), child]] {
            let tally = Tally::of(&roots).unwrap();
            let processes: Vec<u32> = tally.0.keys().copied().collect();
            let mut expected = vec![shell.id(), child];
            expected.sort_unstable();
            assert_eq!(processes, expected);
            assert!(tally.proportional_memory().unwrap() > 0);
        }
        drop(shell.stdin.take());
        shell.wait().unwrap();
    }

    #[test]
    fn a_process_that_is_not_there_is_an_error() {
        assert!(Tally::of(&[u32::MAX]).is_err());
    }
}
