//! Folders that do not outlive us.

use std::{
    io,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Removes a folder when our end of its stdin closes: that happens however we die.
const REMOVE: &str = include_str!("remove.sh");

/// A folder that is removed with all that is in it when dropped, and when the process ends without dropping it.
pub struct TemporaryFolder {
    path: PathBuf,
    remover: Child,
}

impl TemporaryFolder {
    /// A new one, empty and for us alone.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or the process that removes it cannot be started.
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let remover = Command::new("sh")
            .args(["-c", REMOVE, "remove"])
            .arg(folder.path())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C is for us: the folder goes when we do.
            .process_group(0)
            .spawn()?;
        Ok(Self { path: folder.keep(), remover })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        drop(self.remover.stdin.take());
        if let Err(error) = self.remover.wait() {
            tracing::warn!("cannot wait for a temporary folder to go: {error}");
        }
    }
}
