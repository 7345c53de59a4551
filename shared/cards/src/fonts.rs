//! What texts are drawn with.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fs_err as fs;
use resvg::usvg::{Options, Tree, fontdb::Database};

use crate::Error;

/// The font of every text; others draw what it lacks.
pub(crate) const FAMILY: &str = "Noto Sans";

/// The fonts of a folder. They are mapped and not read: of the 17 MB of Chinese and Korean, a name touches a
/// few pages.
#[derive(Debug, Clone)]
pub struct Fonts(Arc<Database>);

impl Fonts {
    /// The TrueType fonts of a folder.
    ///
    /// # Errors
    ///
    /// [`Error::NoFonts`] without a font of [`FAMILY`]; that of a script may be missing, and boxes are drawn for it.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let mut database = Database::new();
        for file in files(folder) {
            // A file that is no font is one font less.
            drop(database.load_font_file(file));
        }
        let is_ours = |(family, _): &(String, _)| family == FAMILY;
        if database.faces().any(|face| face.families.iter().any(is_ours)) {
            Ok(Self(Arc::new(database)))
        } else {
            Err(Error::NoFonts(folder.to_owned()))
        }
    }

    /// The tree of an SVG, its texts laid out.
    pub(crate) fn tree(&self, svg: &str) -> Result<Tree, Error> {
        let options = Options {
            font_family: FAMILY.to_owned(),
            fontdb: Arc::clone(&self.0),
            ..Options::default()
        };
        Ok(Tree::from_str(svg, &options)?)
    }
}

/// From Z to A: the first font that has a character draws it, and so the Chinese one comes before the Korean
/// one, which lacks some Chinese, and pictures come last.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttf"))
        .collect();
    files.sort();
    files.reverse();
    files
}
