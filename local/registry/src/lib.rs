//! What is fetched from the npm registry. A package is known by its checksum.

pub mod fonts;

use std::{io, path::Path, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use fs_err as fs;
use sha2::{Digest, Sha512};

/// A package of the npm registry.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    /// The scope, with its `@`.
    pub scope: &'static str,
    /// The name in that scope.
    pub name: &'static str,
    /// The version.
    pub version: &'static str,
    /// The SHA-512 of the tarball, in base64.
    pub checksum: &'static str,
}

/// Why a package could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Neither npm nor curl brought it.
    #[error("neither npm nor curl could download {0}")]
    Download(&'static str),

    /// It is not the one we know.
    #[error("the package {0} has another checksum than expected")]
    Checksum(&'static str),

    /// It lacks a file.
    #[error("the package {0} does not hold what it should")]
    Incomplete(&'static str),

    /// A file.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Package {
    /// Downloads and unpacks it into a folder, as `package` there.
    ///
    /// # Errors
    ///
    /// When it cannot be downloaded, is another one, or the folder cannot be written.
    pub fn unpack(&self, folder: &Path) -> Result<(), FetchError> {
        let tarball = self.download(folder)?;
        tar::Archive::new(GzDecoder::new(tarball.as_slice())).unpack(folder)?;
        Ok(())
    }

    /// npm knows the user's registry and proxy; curl is on almost every machine.
    fn download(&self, folder: &Path) -> Result<Vec<u8>, FetchError> {
        let Self { scope, name, version, checksum } = self;
        let file = folder.join(format!("{}-{name}-{version}.tgz", scope.trim_start_matches('@')));
        let mut npm = Command::new("npm");
        npm.args(["pack", "--pack-destination"]).arg(folder);
        npm.arg(format!("{scope}/{name}@{version}"));
        let mut curl = Command::new("curl");
        curl.args(["--fail", "--location", "--proto", "=https", "--output"]).arg(&file);
        curl.arg(format!("https://registry.npmjs.org/{scope}/{name}/-/{name}-{version}.tgz"));

        if !succeeds(npm) && !succeeds(curl) {
            return Err(FetchError::Download(name));
        }
        let tarball = fs::read(&file)?;
        if BASE64_STANDARD.encode(Sha512::digest(&tarball)) != *checksum {
            return Err(FetchError::Checksum(name));
        }
        Ok(tarball)
    }
}

/// Runs a command; a missing one fails.
fn succeeds(mut command: Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
