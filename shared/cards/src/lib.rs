//! Cards of players to share: a drawing of 1200 × 630, as SVG and PNG, which look the same.
//!
//! A [`Card`] says what is shown, [`Drawing`] draws it. All text is drawn as paths: a `<text>` would take the
//! viewer's fonts, other widths with them, and boxes where a script is missing; fonts cannot be loaded in an
//! `<img>`, and one embedded font of Chinese is larger than a hundred cards.
//!
//! - `card.rs`: what is shown, from a career.
//! - `describe.rs`: the same in words.
//! - `fonts.rs`: what texts are drawn with.
//! - `fit.rs`: texts that do not overflow.
//! - `layout.rs`: what stands where.
//! - `colours.rs`: the colours of a theme.
//! - `drawing.rs`: the card as SVG and as PNG.

mod card;
mod colours;
mod describe;
mod drawing;
mod fit;
mod fonts;
mod layout;

use std::path::PathBuf;

pub use charts::Theme;

pub use card::{Card, PlatformRanks, PlayedHero};
pub use drawing::{Drawing, DrawnText};
pub use fonts::Fonts;

/// Pixels.
pub const WIDTH: f32 = 1200.0;

/// Pixels.
pub const HEIGHT: f32 = 630.0;

/// Why a card cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The fonts are not where they should be.
    #[error("no fonts in {0}")]
    NoFonts(PathBuf),
    /// What we have drawn is not SVG.
    #[error("the card is no SVG: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// The pixels cannot be written.
    #[error("the card cannot be written as PNG: {0}")]
    Png(String),
}
