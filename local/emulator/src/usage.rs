//! What a process has used, as Linux counts it.

use std::{io, time::Duration};

/// What a process has used so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Time on a CPU, its own and the kernel's for it, of the threads that it has now.
    pub cpu: Duration,
    /// The memory that it holds now, in bytes.
    pub memory: u64,
    /// The most that it held at once, in bytes.
    pub peak_memory: u64,
}

impl Usage {
    /// What a running process has used.
    ///
    /// # Errors
    ///
    /// Always: there is no `/proc`.
    #[cfg(not(target_os = "linux"))]
    pub fn of(_: u32) -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "only Linux tells what a process has used"))
    }

    /// What a running process has used: <https://man7.org/linux/man-pages/man5/proc.5.html>.
    ///
    /// # Errors
    ///
    /// When there is no such process.
    #[cfg(target_os = "linux")]
    pub fn of(pid: u32) -> io::Result<Self> {
        let process = std::path::Path::new("/proc").join(pid.to_string());
        let mut cpu = Duration::ZERO;
        // `/proc/PID/stat` counts in hundredths of a second, this in nanoseconds.
        for task in fs_err::read_dir(process.join("task"))? {
            let schedule = fs_err::read_to_string(task?.path().join("schedstat"))?;
            cpu += Duration::from_nanos(number(&schedule)?);
        }
        let status = fs_err::read_to_string(process.join("status"))?;
        let kilobytes = |name: &str| {
            number(status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default())
        };
        Ok(Self {
            cpu,
            memory: kilobytes("VmRSS:")? * 1024,
            peak_memory: kilobytes("VmHWM:")? * 1024,
        })
    }
}

/// The first number of a line.
#[cfg(target_os = "linux")]
fn number(line: &str) -> io::Result<u64> {
    let number = line.split_whitespace().next().and_then(|number| number.parse().ok());
    number.ok_or_else(|| io::Error::other(format!("{line:?} is none of /proc's lines")))
}
