//! Links in the data folder: whoever may put one there must not have us write elsewhere, as root perhaps.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fs,
    io::Write,
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
    path::{Path, PathBuf},
};

use nix::unistd::{User, geteuid};
use sandbox::{Authority, Options, Postgres, PostgresError};
use tempfile::TempDir;

/// What stands in somebody's file.
const TEXT: &str = "mine\n";

/// The permissions of what is elsewhere, which we would set on nothing of ours.
const MODE: u32 = 0o750;

/// A data folder, and somebody's file elsewhere.
struct Setting {
    folder: TempDir,
    elsewhere: TempDir,
    owner: u32,
}

impl Setting {
    fn new() -> Self {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = elsewhere.path().join("file");
        fs::write(&file, TEXT).unwrap();
        for path in [elsewhere.path(), &file] {
            fs::set_permissions(path, PermissionsExt::from_mode(MODE)).unwrap();
        }
        Self { folder, elsewhere, owner: geteuid().as_raw() }
    }

    fn file(&self) -> PathBuf {
        self.elsewhere.path().join("file")
    }

    /// The folder of a server, which has run and stopped.
    async fn home(&self) -> PathBuf {
        self.start().await.unwrap().directory().to_owned()
    }

    async fn start(&self) -> Result<Postgres, PostgresError> {
        Postgres::start(Options::new(self.folder.path()).without_durability()).await
    }

    /// Nothing came of the links.
    fn assert_untouched(&self) {
        for path in [self.elsewhere.path().to_owned(), self.file()] {
            let found = fs::metadata(&path).unwrap();
            let expected = (self.owner, MODE);
            assert_eq!((found.uid(), found.mode() & 0o777), expected, "{}", path.display());
        }
        assert_eq!(fs::read_to_string(self.file()).unwrap(), TEXT);
        assert_eq!(fs::read_dir(self.elsewhere.path()).unwrap().count(), 1);
    }
}

/// Puts a link in the place of what is there.
fn link(target: &Path, path: &Path) {
    let _ = fs::remove_file(path);
    symlink(target, path).unwrap();
}

#[tokio::test]
async fn the_log_is_not_written_through_a_link() {
    let setting = Setting::new();
    let log = setting.home().await.join("log");
    link(&setting.file(), &log);
    let error = setting.start().await.err().unwrap();
    assert!(matches!(&error, PostgresError::Link(path) if *path == log), "{error}");
    setting.assert_untouched();

    fs::remove_file(&log).unwrap();
    fs::hard_link(setting.file(), &log).unwrap();
    let error = setting.start().await.err().unwrap();
    assert!(matches!(error, PostgresError::Link(_)), "{error}");
    setting.assert_untouched();

    fs::remove_file(&log).unwrap();
    setting.start().await.unwrap();
}

#[tokio::test]
async fn secrets_are_not_written_or_read_through_a_link() {
    let setting = Setting::new();
    let home = setting.home().await;
    link(&setting.file(), &home.join("password"));
    let error = setting.start().await.err().unwrap();
    assert!(matches!(error, PostgresError::Link(_)), "{error}");

    // As for the first time.
    fs::remove_dir_all(home.join("data")).unwrap();
    for name in ["server.crt", "server.key"] {
        link(&setting.file(), &home.join(name));
    }
    let certificate = Authority::new().unwrap().certificate("localhost").unwrap();
    let options =
        Options::new(setting.folder.path()).without_durability().with_certificate(certificate);
    Postgres::start(options).await.unwrap();
    setting.assert_untouched();
}

#[tokio::test]
async fn the_folder_of_a_server_is_no_link() {
    let setting = Setting::new();
    let home = setting.home().await;
    fs::remove_dir_all(&home).unwrap();
    link(setting.elsewhere.path(), &home);
    let error = setting.start().await.err().unwrap();
    assert!(matches!(&error, PostgresError::NotOurs(path) if *path == home), "{error}");
    setting.assert_untouched();
}

#[tokio::test]
async fn root_takes_no_folder_where_others_could_put_links() {
    let stranger = ["bin", "daemon"].into_iter().find_map(|name| User::from_name(name).unwrap());
    let Some(stranger) = stranger.filter(|_| geteuid().is_root()) else {
        std::io::stdout().write_all(b"skipped: only root can give a folder away\n").unwrap();
        return;
    };
    let setting = Setting::new();
    let linked = setting.folder.path().join("link");
    symlink(setting.elsewhere.path(), &linked).unwrap();
    let error = Postgres::start(Options::new(&linked)).await.err().unwrap();
    assert!(matches!(error, PostgresError::NotOurs(_)), "{error}");
    setting.assert_untouched();

    chown(setting.folder.path(), Some(stranger.uid.as_raw()), None).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let before = mode(setting.folder.path());
    let error = setting.start().await.err().unwrap();
    assert!(matches!(error, PostgresError::NotOurs(_)), "{error}");
    assert_eq!(mode(setting.folder.path()), before);

    chown(setting.folder.path(), Some(setting.owner), None).unwrap();
    fs::set_permissions(setting.folder.path(), PermissionsExt::from_mode(0o777)).unwrap();
    let error = setting.start().await.err().unwrap();
    assert!(matches!(error, PostgresError::NotOurs(_)), "{error}");
    // Where nobody can take away what is ours.
    fs::set_permissions(setting.folder.path(), PermissionsExt::from_mode(0o1777)).unwrap();
    setting.start().await.unwrap();
}
