//! The compiled functions, and the baselines.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Stdio,
};

use flate2::{Compression, write::DeflateEncoder};
use fs_err as fs;
use tokio::process::Command;

use crate::{
    BenchError,
    table::{Table, mb},
};

/// Of this build: the functions are measured as we were compiled ourselves.
const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

/// What a zip adds to its one file: the local header, the directory and its end, and the name
/// `bootstrap` twice.
const ZIP_OVERHEAD: u64 = 30 + 46 + 22 + 2 * 9;

/// The compiled programs.
pub(crate) struct Programs {
    folder: PathBuf,
    names: Vec<String>,
}

impl Programs {
    /// Compiles them all, or only some, and the baselines.
    pub(crate) async fn build(only: &[&str]) -> Result<Self, BenchError> {
        let names = match only {
            [] => names()?,
            some => some.iter().copied().map(str::to_owned).collect(),
        };
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        for (name, _) in env::vars_os() {
            // What Cargo told our own process; dependencies that look at it would be compiled anew.
            if name.to_string_lossy().starts_with("CARGO_PKG_")
                || name.to_string_lossy().starts_with("CARGO_MANIFEST_")
            {
                cargo.env_remove(&name);
            }
        }
        cargo.args(["build", "--locked", "--profile", PROFILE, "--package", "functions"]);
        cargo.args(["--example", "baseline_empty", "--example", "baseline_select"]);
        cargo.args(names.iter().flat_map(|name| ["--bin", name]));
        tracing::info!("compiling the functions as {PROFILE}");
        let status = cargo.current_dir(workspace()).stdin(Stdio::null()).status().await?;
        if !status.success() {
            return Err(BenchError::Build(status));
        }
        let ours = env::current_exe()?;
        let folder = ours.parent().ok_or_else(|| io::Error::other("we are nowhere"))?;
        Ok(Self { folder: folder.to_owned(), names })
    }

    /// The functions that were compiled.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The binary of that name.
    pub(crate) fn function(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A function that does nothing.
    pub(crate) fn baseline_empty(&self) -> PathBuf {
        self.folder.join("examples/baseline_empty")
    }

    /// A function that selects a row.
    pub(crate) fn baseline_select(&self) -> PathBuf {
        self.folder.join("examples/baseline_select")
    }

    /// How large each function is as it is deployed.
    pub(crate) fn sizes(&self) -> Result<String, BenchError> {
        let mut table = Table::new(
            "Size",
            format!("MB, zipped as `bootstrap`: a {PROFILE} build for {}.", env::consts::ARCH),
            ["function", "zip", "binary"],
        );
        for name in &self.names {
            let binary = self.function(name);
            let length = fs::metadata(&binary)?.len();
            table.row([format!("`{name}`"), mb(zipped(&binary)?), mb(length)]);
        }
        Ok(table.to_string())
    }
}

/// Every function's name: each is a file under `functions/src/bin`.
fn names() -> io::Result<Vec<String>> {
    let files = fs::read_dir(workspace().join("functions/src/bin"))?;
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort_unstable();
    Ok(names)
}

/// The project's folder; the programs are built from it.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The length of a zip with that file.
fn zipped(file: &Path) -> io::Result<u64> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&fs::read(file)?)?;
    Ok(encoder.finish()?.len() as u64 + ZIP_OVERHEAD)
}
