//! Packs the layer of fonts, for a deployment.

use std::{path::Path, process::ExitCode};

use registry::fonts::{FOLDER, fetch};

#[expect(clippy::print_stderr, reason = "a person reads it")]
fn main() -> ExitCode {
    match fetch(Path::new(FOLDER)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
