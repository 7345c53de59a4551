//! The fonts of cards: Noto, by Google, under the SIL Open Font License, as Expo packs them.

use std::path::Path;

use fs_err as fs;

use crate::{FetchError, Package};

/// Where the fonts are packed, from the root of the repository; the folder around it becomes `/opt` in Lambda.
pub const FOLDER: &str = "target/layer/fonts";

/// A package, and its fonts that are used: names may be in any script and are bold; all else is Latin.
struct Fonts {
    package: Package,
    family: &'static str,
    weights: &'static [&'static str],
}

const BOLD: &[&str] = &["700Bold"];

const fn fonts(
    family: &'static str,
    name: &'static str,
    version: &'static str,
    checksum: &'static str,
) -> Fonts {
    let package = Package { scope: "@expo-google-fonts", name, version, checksum };
    Fonts { package, family, weights: BOLD }
}

const FONTS: [Fonts; 7] = [
    Fonts {
        weights: &["400Regular", "700Bold"],
        ..fonts(
            "NotoSans",
            "noto-sans",
            "0.4.2",
            "zYD8G2ijWLxqmquoQgghNh/x9p0yxWwArD0oxO1oXY1qx5vOd4t0Kbhnu/Cx8RTy08OgA8RtxuULZFaXwVPnPw==",
        )
    },
    fonts(
        "NotoSansArabic",
        "noto-sans-arabic",
        "0.4.3",
        "YvtxyuegxPegu2g5urXJ+gQxRp8i798nQswTmEjwXOWR/fqy0Gvey6h5IoNRBrc43SxRxPezqCiR9ivpfPAXSg==",
    ),
    fonts(
        "NotoSansHebrew",
        "noto-sans-hebrew",
        "0.4.1",
        "NR3vP6GT/hSINLrk4JHJBQnuzh/C1mlMrphNlI2dQaO53a3oTjSRoG4JyYb1B6bHadjsGh0wPZbT4kMJBKjT/w==",
    ),
    fonts(
        "NotoSansThai",
        "noto-sans-thai",
        "0.4.2",
        "PGBBBDGfJJ/5y2hNweLBZWD4YmVT4uOO4chsOPXyl0TktaBJamDKVKv/WbGiDTeBGdkegLiytsWo+lhnkHP5qA==",
    ),
    // Chinese, and the Japanese syllables.
    fonts(
        "NotoSansSC",
        "noto-sans-sc",
        "0.4.3",
        "9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
    ),
    fonts(
        "NotoSansKR",
        "noto-sans-kr",
        "0.4.3",
        "EVS/uJPcf1TgJtjmQmrFr0oGdcl7ml09CSu0E/AyGzR0UfzdR2pBbzWWPsnuzZiGUl643ODYwYiXK5+B+fLjhQ==",
    ),
    fonts(
        "NotoEmoji",
        "noto-emoji",
        "0.4.7",
        "Gs7URwtKmCzzdGUTYbG8MIohyaQPgGxIaQG5hvyEAaQiEGJpQy6gyP3NDICE0EJkOJFoe1JFD3Hf1L4a3qe4KA==",
    ),
];

/// Packs the fonts and their licences into a folder, unless all of them are there. Whatever font is in the
/// folder is used, so that one of another version or script is deleted.
///
/// # Errors
///
/// When a package cannot be fetched, or the folder cannot be written.
pub fn fetch(folder: &Path) -> Result<(), FetchError> {
    if is_complete(folder) {
        return Ok(());
    }
    tracing::info!(
        "downloading the fonts of cards (98 MB, of which 19 are kept) from npm's registry"
    );
    let layer = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(layer)?;
    // Aside, so that they are there whole or not at all, and not in the layer.
    let aside = tempfile::tempdir_in(layer.parent().unwrap_or(layer))?;
    let packed = aside.path().join("fonts");
    fs::create_dir(&packed)?;
    for fonts in &FONTS {
        pack(fonts, aside.path(), &packed)?;
    }
    match fs::rename(&packed, folder) {
        // Somebody else was faster.
        Err(_) if is_complete(folder) => Ok(()),
        Err(_) if folder.exists() => {
            fs::remove_dir_all(folder)?;
            Ok(fs::rename(&packed, folder)?)
        }
        moved => Ok(moved?),
    }
}

fn is_complete(folder: &Path) -> bool {
    FONTS.iter().flat_map(files).all(|(_, packed)| folder.join(packed).is_file())
}

/// Files in the package, and what they are called in the layer: the fonts, and the licence, whose name says
/// which version it is.
fn files(fonts: &Fonts) -> impl Iterator<Item = (String, String)> {
    let Fonts { package, family, weights } = fonts;
    let licence = format!("{family}-{}-licence.txt", package.version);
    let weights = weights.iter().map(move |weight| {
        let file = format!("{family}_{weight}.ttf");
        (format!("{weight}/{file}"), file)
    });
    weights.chain([("LICENSE_FONT".to_owned(), licence)])
}

fn pack(fonts: &Fonts, aside: &Path, folder: &Path) -> Result<(), FetchError> {
    let aside = tempfile::tempdir_in(aside)?;
    fonts.package.unpack(aside.path())?;
    let package = aside.path().join("package");
    for (file, packed) in files(fonts) {
        fs::copy(package.join(file), folder.join(packed))
            .map_err(|_| FetchError::Incomplete(fonts.package.name))?;
    }
    Ok(())
}
