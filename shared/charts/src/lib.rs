//! Line charts over time, as SVG that scales.
//!
//! A [`Chart`] says what is shown, [`Chart::to_svg`] draws it: with axes, a legend, and a title and a
//! description for those who listen. It brings no font, style or script, and asks no host for anything, so
//! that any Content-Security-Policy lets it be, as a document, as an image and as a part of a page.
//!
//! - `dates.rs`: where the axis of time has labels.
//! - `scale.rs`: where the axis of values has labels, and what they say.
//! - `looks.rs`: colours, dashes and markers.
//! - `text.rs`: how much room a text takes.
//! - `describe.rs`: a chart in words.
//! - `legend.rs`: where the names of the lines stand.
//! - `lines.rs`: what of a chart can be drawn.
//! - `draw.rs`: a chart in lines.

mod dates;
mod describe;
mod draw;
mod legend;
mod lines;
mod looks;
mod scale;
mod text;

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// As many lines as can be told apart.
pub const MAX_SERIES: usize = 8;

/// What is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it is, in a few words. One that is too long is cut off.
    pub title: String,
    /// What kind of values it has.
    pub scale: Scale,
    /// The lines. One without values is left out, and the others look as if it were there. Beyond
    /// [`MAX_SERIES`] they are only counted.
    pub series: Vec<Series>,
    /// What is said where there is nothing to draw.
    pub nothing: String,
    /// What it is drawn for.
    pub theme: Theme,
}

/// What kind of values a chart has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scale {
    /// From 0 to 100.
    Percent,
    /// A time in hours.
    Hours,
    /// Anything else.
    Number,
    /// Names in an order: a value is the place of one among them, counted from 0. It stays until the next.
    Names {
        /// From the lowest to the highest.
        names: Vec<String>,
        /// Where not all have room, each so many-th is named, from the lowest on.
        group: usize,
    },
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is called in the legend.
    pub name: String,
    /// Its values, the oldest first.
    pub points: Vec<Point>,
}

/// The value at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// In seconds since 1970. What lies before that, or after the year 9999, is left out.
    pub at: i64,
    /// The value, or a gap in the line, as an infinite one is.
    pub value: Option<f64>,
}

/// What a chart is drawn for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "lowercase")]
pub enum Theme {
    /// Dark lines on white.
    #[default]
    Light,
    /// Light lines on black.
    Dark,
}

/// A chart cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[error("a chart cannot be drawn: {0}")]
pub struct Error(String);

impl Chart {
    /// The chart as an `<svg>` element, which is a document too.
    ///
    /// # Errors
    ///
    /// When the library that draws the lines fails, as it never should.
    pub fn to_svg(&self) -> Result<String, Error> {
        draw::svg(self)
    }
}
