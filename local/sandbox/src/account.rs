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

use crate::PostgresError;

/// Everybody may put something into the directory, and take it away.
const WRITABLE_BY_ALL: u32 = 0o002;
/// But only take away what is theirs.
const STICKY: u32 = 0o1000;

/// The user that PostgreSQL's programs run as; none when we can run them ourselves.
pub(crate) struct Account(Option<User>);

impl Account {
    /// Ourselves, or somebody harmless when we are root.
    pub(crate) fn choose() -> Result<Self, PostgresError> {
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
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        // The account may not be allowed where we are, and an unknown locale stops PostgreSQL.
        command.current_dir("/").env("LC_ALL", "C");
        if let Some(user) = &self.0 {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    /// Makes the account the owner of what was opened.
    pub(crate) fn give(&self, file: &File) -> io::Result<()> {
        match &self.0 {
            Some(user) => fchown(file, Some(user.uid.as_raw()), Some(user.gid.as_raw())),
            None => Ok(()),
        }
    }

    /// A directory that the account can enter: `wanted`, or one for it among the temporary files.
    ///
    /// Root's own directories are closed to everybody else.
    pub(crate) fn directory(&self, wanted: &Path) -> Result<PathBuf, PostgresError> {
        fs::create_dir_all(wanted)?;
        if self.0.is_none() || self.let_in(wanted)? {
            return Ok(wanted.to_owned());
        }
        let instead = stand_in_for(wanted);
        fs::create_dir_all(&instead)?;
        open_own(&instead)?;
        tracing::warn!("PostgreSQL cannot enter {}: using {}", wanted.display(), instead.display());
        Ok(instead)
    }

    /// Opens a directory that was given to the account, or is ours still.
    pub(crate) fn open_given(&self, directory: &Path) -> Result<File, PostgresError> {
        let account = self.0.as_ref().map(|user| user.uid.as_raw());
        open(directory, |owner| is_us(owner) || account == Some(owner))
    }

    /// Opens the directory to the account, if its parents are open.
    fn let_in(&self, directory: &Path) -> Result<bool, PostgresError> {
        let opened = open_own(directory)?;
        let mode = opened.metadata()?.mode();
        opened.set_permissions(PermissionsExt::from_mode(mode | 0o111))?;
        Ok(self.command("test").arg("-x").arg(directory).status()?.success())
    }
}

/// Opens a directory of ours.
pub(crate) fn open_own(directory: &Path) -> Result<File, PostgresError> {
    open(directory, is_us)
}

/// Opens a directory of which nobody but these owners may exchange what is in it: others could put links
/// there, and have us overwrite what they lead to, or give it away.
fn open(directory: &Path, is_owner: impl Fn(u32) -> bool) -> Result<File, PostgresError> {
    let not_ours = || PostgresError::NotOurs(directory.to_owned());
    if fs::symlink_metadata(directory)?.is_symlink() {
        return Err(not_ours());
    }
    let mut options = fs::OpenOptions::new();
    options.read(true).custom_flags(O_DIRECTORY | O_NOFOLLOW);
    let opened = options.open(directory)?.into_parts().0;
    let found = opened.metadata()?;
    let is_open_to_all = found.mode() & (WRITABLE_BY_ALL | STICKY) == WRITABLE_BY_ALL;
    if is_owner(found.uid()) && !is_open_to_all { Ok(opened) } else { Err(not_ours()) }
}

fn is_us(user: u32) -> bool {
    user == geteuid().as_raw()
}

fn stand_in_for(wanted: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    wanted.hash(&mut hasher);
    env::temp_dir().join(format!("overfast-{:016x}", hasher.finish()))
}
