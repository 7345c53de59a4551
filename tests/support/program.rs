//! Programs of the project, run as a person runs them.

use std::{
    env,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

/// Compiling may come first.
const TIMEOUT: Duration = Duration::from_mins(15);

/// A program as a person runs it in the project's folder: without what Cargo told our own process,
/// since dependencies that look at it would be compiled anew.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(super::root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// A running program; dropping it interrupts it, with all that it started.
pub(crate) struct Program(Child);

impl Program {
    /// Starts `command` and waits until it prints a line that holds `mark`; gives that line.
    pub(crate) fn start(command: &mut Command, mark: &'static str) -> (Self, String) {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let program = Self(child);
        let (sender, lines) = mpsc::channel();
        // Reads on after the mark, so that the program never waits for us.
        thread::spawn(move || {
            output.lines().map_while(Result::ok).filter(|line| line.contains(mark)).for_each(
                |line| {
                    let _ = sender.send(line);
                },
            );
        });
        let line = lines.recv_timeout(TIMEOUT).expect("the program says that it is ready");
        (program, line)
    }
}

impl Program {
    /// Ends it as a machine that breaks does.
    pub(crate) fn kill(self) {
        self.send(Signal::SIGKILL);
    }

    fn send(&self, signal: Signal) {
        let group = Pid::from_raw(self.0.id().try_into().unwrap());
        let _ = killpg(group, signal);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.send(Signal::SIGINT);
        let _ = self.0.wait();
    }
}
