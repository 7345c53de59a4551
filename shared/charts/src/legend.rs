//! Where the names of the lines stand.

use crate::text::{fit, width};

/// The length of the piece of a line that stands before its name.
pub(crate) const SAMPLE: f64 = 76.0;
/// From a sample to its name.
pub(crate) const GAP: f64 = 16.0;
/// From a name to the next sample.
const DISTANCE: f64 = 44.0;

/// A name in the legend.
pub(crate) struct Entry {
    /// The name, cut off where it is wider than a row.
    pub(crate) name: String,
    /// Which row it stands in, counted from 0.
    pub(crate) row: u32,
    /// Where in the row its sample begins.
    pub(crate) left: f64,
}

/// The names in rows that are `room` wide.
pub(crate) fn entries<'a>(
    names: impl Iterator<Item = &'a str>,
    size: f64,
    room: f64,
) -> Vec<Entry> {
    let mut next = (0, 0.0);
    let entry = |name| {
        let name = fit(name, size, room - SAMPLE - GAP);
        let length = SAMPLE + GAP + width(&name, size);
        let (row, left) = match next {
            (row, left) if left + length > room => (row + 1, 0.0),
            place => place,
        };
        next = (row, left + length + DISTANCE);
        Entry { name, row, left }
    };
    names.map(entry).collect()
}
