//! The files of a server: its data, its password and its log.

use std::{
    fs::{File, TryLockError},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use fs_err::{self as fs, os::unix::fs::OpenOptionsExt};
use nix::libc::O_NOFOLLOW;

use crate::{PostgresError, SUPERUSER, account::Account, find::Installation};

/// How long a server whose owner died may take to stop.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The file with the superuser's password.
const PASSWORD: &str = "password";

/// How much of the log an error shows.
const LOG_LINES: usize = 20;

/// The files of a server that nobody else uses.
///
/// They lie in a directory of the account's, which may put links there; we, who may be root, follow none.
pub(crate) struct Cluster {
    home: PathBuf,
    /// Locked, and held by every process of the server: the lock ends with the last of them.
    log: File,
}

impl Cluster {
    /// Takes possession of the cluster in `home`, which is made if it is not there.
    pub(crate) fn open(
        home: &Path,
        installation: &Installation,
        account: &Account,
    ) -> Result<Self, PostgresError> {
        fs::create_dir_all(home)?;
        let opened = account.open_given(home)?;
        opened.set_permissions(PermissionsExt::from_mode(0o700))?;
        account.give(&opened)?;

        let log = open(&home.join("log"), fs::OpenOptions::new().create(true).append(true))?;
        let cluster = Self { home: home.to_owned(), log };
        cluster.lock()?;
        cluster.log.set_len(0)?;
        if !cluster.data().exists() {
            cluster.initialize(installation, account)?;
        }
        Ok(cluster)
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// The superuser's password.
    pub(crate) fn password(&self) -> Result<String, PostgresError> {
        read(&self.password_file())
    }

    /// The log, to be written by a process.
    pub(crate) fn log(&self) -> io::Result<Stdio> {
        self.log.try_clone().map(Stdio::from)
    }

    /// What to say when `program` failed.
    pub(crate) fn failure(&self, program: &'static str) -> PostgresError {
        let log = read(&self.home.join("log")).unwrap_or_else(|error| error.to_string());
        let lines: Vec<&str> = log.lines().collect();
        let end = lines.len().saturating_sub(LOG_LINES);
        PostgresError::Failed { program, log: lines[end..].join("\n") }
    }

    fn password_file(&self) -> PathBuf {
        self.home.join(PASSWORD)
    }

    fn lock(&self) -> Result<(), PostgresError> {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            match self.log.try_lock() {
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(PostgresError::InUse(self.home.clone()));
                }
                locked => return Ok(locked.map_err(io::Error::from)?),
            }
        }
    }

    /// Makes the data directory aside and moves it into place, so that it is there whole or not at all.
    fn initialize(
        &self,
        installation: &Installation,
        account: &Account,
    ) -> Result<(), PostgresError> {
        let aside = self.home.join("data.new");
        if aside.exists() {
            fs::remove_dir_all(&aside)?;
        }
        self.write_password(account)?;
        let status = account
            .command(installation.program("initdb"))
            .args(["--encoding=UTF8", "--locale=C", "--no-sync", "--auth=scram-sha-256"])
            .arg(format!("--username={SUPERUSER}"))
            .arg("--pwfile")
            .arg(self.password_file())
            .arg("--pgdata")
            .arg(&aside)
            .stdout(self.log()?)
            .stderr(self.log()?)
            .status()?;
        if !status.success() {
            return Err(self.failure("initdb"));
        }
        Ok(fs::rename(aside, self.data())?)
    }

    fn write_password(&self, account: &Account) -> Result<(), PostgresError> {
        let mut secret = [0; 24];
        getrandom::fill(&mut secret).map_err(io::Error::from)?;
        Ok(self.keep_secret(PASSWORD, &BASE64_URL_SAFE_NO_PAD.encode(secret), account)?)
    }

    /// Writes a file that only the server can read.
    pub(crate) fn keep_secret(&self, name: &str, text: &str, account: &Account) -> io::Result<()> {
        let path = self.home.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?;
        let mut file = file.into_parts().0;
        file.write_all(text.as_bytes())?;
        account.give(&file)
    }
}

/// Opens a file, and nothing that it may be a link to.
fn open(path: &Path, options: &mut fs::OpenOptions) -> Result<File, PostgresError> {
    let file = match options.custom_flags(O_NOFOLLOW).open(path) {
        Err(_) if path.is_symlink() => return Err(PostgresError::Link(path.to_owned())),
        opened => opened?.into_parts().0,
    };
    let found = file.metadata()?;
    if found.is_file() && found.nlink() == 1 {
        Ok(file)
    } else {
        Err(PostgresError::Link(path.to_owned()))
    }
}

fn read(path: &Path) -> Result<String, PostgresError> {
    let mut text = String::new();
    open(path, fs::OpenOptions::new().read(true))?.read_to_string(&mut text)?;
    Ok(text)
}
