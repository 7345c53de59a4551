//! The compiled functions.

use std::{env, path::PathBuf};

use tokio::sync::OnceCell;

use super::program::command;

static FOLDER: OnceCell<PathBuf> = OnceCell::const_new();

/// The binary of that name; the first call compiles them all.
pub(crate) async fn binary(name: &str) -> PathBuf {
    FOLDER.get_or_init(async || build()).await.join(name)
}

/// Compiles them all; gives the folder where they are.
pub(crate) fn build() -> PathBuf {
    let build = ["build", "--quiet", "--package", "functions", "--bins"];
    assert!(command(env!("CARGO")).args(build).status().unwrap().success());
    // This program is in `deps` of that folder.
    env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned()
}
