//! Looks for PostgreSQL on this machine.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::account::Account;

/// Older ones are no longer maintained.
const OLDEST_MAJOR: u32 = 14;

/// Where packages put PostgreSQL without putting it on the PATH.
const WELL_KNOWN: [&str; 5] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
];

/// A major version of PostgreSQL that the npm registry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Major {
    /// What runs in AWS.
    Seventeen,
    /// What is fetched where there is none.
    Eighteen,
}

impl Major {
    /// As `postgres --version` says it.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Seventeen => 17,
            Self::Eighteen => 18,
        }
    }
}

/// A PostgreSQL that runs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Installation {
    directory: PathBuf,
    /// Data of one major version cannot be read by another.
    pub(crate) major: u32,
}

impl Installation {
    /// The PostgreSQL of which the programs are in `directory`, if they run.
    pub(crate) fn probe(directory: PathBuf, account: &Account) -> Option<Self> {
        let version_of = |program| version(&directory.join(program), account);
        let major = version_of("postgres")?;
        (version_of("initdb")? == major && major >= OLDEST_MAJOR)
            .then_some(Self { directory, major })
    }

    /// The path of one of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

/// The PostgreSQL the user chose by PATH or `pg_config`, else the newest in the usual places; only one of that
/// major version where one is named.
pub(crate) fn find(major: Option<Major>, account: &Account) -> Option<Installation> {
    let probe = |directory| {
        Installation::probe(directory, account)
            .filter(|found| major.is_none_or(|major| found.major == major.number()))
    };
    on_path()
        .into_iter()
        .chain(by_pg_config())
        .find_map(probe)
        .or_else(|| well_known().filter_map(probe).max_by_key(|found| found.major))
}

fn on_path() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

fn by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let directory = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| directory.trim_end().into())
}

fn well_known() -> impl Iterator<Item = PathBuf> {
    WELL_KNOWN.into_iter().filter_map(|pattern| glob::glob(pattern).ok()).flatten().flatten()
}

/// The major version of a program; none when it does not run.
fn version(program: &Path, account: &Account) -> Option<u32> {
    let output = account.command(program).arg("--version").output().ok()?;
    output.status.success().then(|| major(&String::from_utf8_lossy(&output.stdout)))?
}

/// `15` of `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`.
fn major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use fs_err as fs;
    use tempfile::TempDir;

    use super::*;

    /// A directory with these two shell scripts.
    fn programs(postgres: &str, initdb: &str) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).unwrap();
        for (name, script) in [("postgres", postgres), ("initdb", initdb)] {
            let path = directory.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        directory
    }

    fn probe(directory: &Path) -> Option<u32> {
        let account = Account::choose().unwrap();
        Installation::probe(directory.to_owned(), &account).map(|found| found.major)
    }

    #[test]
    fn only_programs_that_run_count() {
        let version = |number| format!("echo 'x (PostgreSQL) {number}'");
        assert_eq!(probe(programs(&version("17.5"), &version("17.5")).path()), Some(17));
        assert_eq!(probe(programs("exit 127", &version("17.5")).path()), None);
        assert_eq!(probe(programs(&version("17.5"), "exit 127").path()), None);
        assert_eq!(probe(programs(&version("17.5"), &version("16.1")).path()), None);
        assert_eq!(probe(programs(&version("9.6.24"), &version("9.6.24")).path()), None);
        assert_eq!(probe(Path::new("/nowhere")), None);
    }

    #[test]
    fn a_version_is_read_however_it_is_written() {
        assert_eq!(major("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n"), Some(15));
        assert_eq!(major("initdb (PostgreSQL) 19devel\n"), Some(19));
        assert_eq!(major("BusyBox"), None);
    }
}
