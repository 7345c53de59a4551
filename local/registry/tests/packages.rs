//! Packages of the npm registry, of which none but the one that we know is unpacked.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test says what is wrong by failing, and that it is skipped"
)]

use std::{env, path::Path};

use fs_err as fs;
use registry::{FetchError, Package, fonts};

const HEBREW: Package = Package {
    scope: "@expo-google-fonts",
    name: "noto-sans-hebrew",
    version: "0.4.1",
    checksum: "NR3vP6GT/hSINLrk4JHJBQnuzh/C1mlMrphNlI2dQaO53a3oTjSRoG4JyYb1B6bHadjsGh0wPZbT4kMJBKjT/w==",
};

/// What unpacking it comes to; `None` without the registry, which CI has to reach.
fn unpack(package: &Package, folder: &Path) -> Option<Result<(), FetchError>> {
    let result = package.unpack(folder);
    let is_unreachable = matches!(result, Err(FetchError::Download(_)));
    assert!(!is_unreachable || env::var_os("CI").is_none(), "CI reaches the registry");
    if is_unreachable {
        eprintln!("skipped: the npm registry cannot be reached");
    }
    (!is_unreachable).then_some(result)
}

#[test]
fn a_package_is_unpacked_if_it_is_the_one_that_we_know() {
    let folder = tempfile::tempdir().unwrap();
    let Some(unpacked) = unpack(&HEBREW, folder.path()) else { return };
    unpacked.unwrap();
    let package = folder.path().join("package");
    let licence = fs::read_to_string(package.join("LICENSE_FONT")).unwrap();
    assert!(licence.contains("SIL OPEN FONT LICENSE Version 1.1"), "{licence}");
    assert!(package.join("700Bold/NotoSansHebrew_700Bold.ttf").is_file());

    let folder = tempfile::tempdir().unwrap();
    let other = Package { checksum: "AAAA", ..HEBREW };
    let Some(refused) = unpack(&other, folder.path()) else { return };
    assert!(matches!(refused, Err(FetchError::Checksum("noto-sans-hebrew"))), "{refused:?}");
    assert!(!folder.path().join("package").exists());
}

#[test]
fn fonts_that_are_there_are_not_fetched_again() {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(fonts::FOLDER);
    if !packed.is_dir() {
        assert!(env::var_os("CI").is_none(), "CI has packed the fonts");
        eprintln!("skipped: no fonts in {}", packed.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let fonts = folder.path().join("layer/fonts");
    fs::create_dir_all(&fonts).unwrap();
    for entry in fs::read_dir(&packed).unwrap() {
        // What is in them does not matter, so that a fetch would show.
        fs::write(fonts.join(entry.unwrap().file_name()), "").unwrap();
    }
    fonts::fetch(&fonts).unwrap();
    let sizes = fs::read_dir(&fonts).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len());
    assert_eq!(sizes.sum::<u64>(), 0);
}
