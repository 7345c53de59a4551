//! Whom PostgreSQL's programs run as: they refuse to run as root.

use std::{
    env,
    ffi::OsStr,
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, fchown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use fs_err::{self as fs, os::unix::fs::OpenOptionsExt};
use nix::{
    libc::{O_DIRECTORY, O_NOFOLLOW},
    unistd::{User, geteuid},
};

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

    /// Makes the account the owner of what was opened.
    pub(super) fn give(&self, file: &File) -> io::Result<()> {
        match &self.0 {
            Some(user) => fchown(file, Some(user.uid.as_raw()), Some(user.gid.as_raw())),
            None => Ok(()),
        }
    }

    /// A directory that the account can enter: `wanted`, or one for it among the temporary files.
    ///
    /// Root's own directories are closed to everybody else.
    pub(super) fn directory(&self, wanted: &Path) -> Result<PathBuf, PostgresError> {
        fs::create_dir_all(wanted)?;
        if self.0.is_none() || self.let_in(wanted)? {
            return Ok(wanted.to_owned());
        }
        let instead = stand_in_for(wanted);
        fs::create_dir_all(&instead)?;
        self.open(&instead)?;
        tracing::warn!("PostgreSQL cannot enter {}: using {}", wanted.display(), instead.display());
        Ok(instead)
    }

    /// Opens a directory that is ours or the account's. Anybody else could put links into it, and have
    /// us overwrite what they lead to, or give it away.
    pub(super) fn open(&self, directory: &Path) -> Result<File, PostgresError> {
        let not_ours = || PostgresError::NotOurs(directory.to_owned());
        if fs::symlink_metadata(directory)?.is_symlink() {
            return Err(not_ours());
        }
        let opened = fs::OpenOptions::new()
            .read(true)
            .custom_flags(O_DIRECTORY | O_NOFOLLOW)
            .open(directory)?
            .into_parts()
            .0;
        let owner = opened.metadata()?.uid();
        let is_accounts = self.0.as_ref().is_some_and(|user| user.uid.as_raw() == owner);
        if owner == geteuid().as_raw() || is_accounts { Ok(opened) } else { Err(not_ours()) }
    }

    /// Opens the directory to the account, if its parents are open.
    fn let_in(&self, directory: &Path) -> Result<bool, PostgresError> {
        let opened = self.open(directory)?;
        let mode = opened.metadata()?.mode();
        opened.set_permissions(PermissionsExt::from_mode(mode | 0o111))?;
        Ok(self.command("test").arg("-x").arg(directory).status()?.success())
    }
}

fn stand_in_for(wanted: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    wanted.hash(&mut hasher);
    env::temp_dir().join(format!("overfast-{:016x}", hasher.finish()))
}
