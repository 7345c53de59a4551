//! Whom PostgreSQL's programs run as: they refuse to run as root.

use std::{
    env,
    ffi::OsStr,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use fs_err as fs;
use nix::unistd::{User, geteuid};

use super::PostgresError;

/// The user that PostgreSQL's programs run as; none when we can run them ourselves.
pub(super) struct Account(Option<User>);

impl Account {
    /// Ourselves, or somebody harmless when we are root.
    pub(super) fn choose() -> Result<Self, PostgresError> {
        if !geteuid().is_root() {
            return Ok(Self(None));
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self(Some(user)))
            .ok_or(PostgresError::NoAccount)
    }

    /// A program to be run as this account.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        // The account may not be allowed where we are, and an unknown locale stops PostgreSQL.
        command.current_dir("/").env("LC_ALL", "C");
        if let Some(user) = &self.0 {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    /// Makes the account the owner of `path`.
    pub(super) fn give(&self, path: &Path) -> io::Result<()> {
        match &self.0 {
            Some(user) => chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())),
            None => Ok(()),
        }
    }

    /// A directory that the account can enter: `wanted`, or one for it among the temporary files.
    ///
    /// Root's own directories are closed to everybody else.
    pub(super) fn directory(&self, wanted: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(wanted)?;
        if self.let_in(wanted)? {
            return Ok(wanted.to_owned());
        }
        let instead = stand_in_for(wanted);
        fs::create_dir_all(&instead)?;
        let found = fs::symlink_metadata(&instead)?;
        if !found.is_dir() || found.uid() != geteuid().as_raw() {
            return Err(io::Error::other(format!("{} is somebody else's", instead.display())));
        }
        tracing::warn!("PostgreSQL cannot enter {}: using {}", wanted.display(), instead.display());
        Ok(instead)
    }

    /// Opens the directory to the account, if its parents are open.
    fn let_in(&self, directory: &Path) -> io::Result<bool> {
        if self.0.is_none() {
            return Ok(true);
        }
        let mode = fs::metadata(directory)?.mode();
        fs::set_permissions(directory, PermissionsExt::from_mode(mode | 0o111))?;
        Ok(self.command("test").arg("-x").arg(directory).status()?.success())
    }
}

fn stand_in_for(wanted: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    wanted.hash(&mut hasher);
    env::temp_dir().join(format!("overfast-{:016x}", hasher.finish()))
}
