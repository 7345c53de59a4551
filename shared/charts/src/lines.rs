//! What of a chart can be drawn.

use crate::{
    Chart, MAX_SERIES, Point, Scale,
    dates::is_sayable,
    looks::{Look, looks},
};

/// A series that has values.
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) look: Look,
    /// The values between gaps, each with its time in seconds since 1970.
    pub(crate) pieces: Vec<Vec<(i64, f64)>>,
}

/// Between what all values lie.
pub(crate) struct Bounds {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
}

/// The series that have values, with the looks of their places.
pub(crate) fn lines(chart: &Chart) -> Vec<Line<'_>> {
    let series = chart.series.iter().zip(looks(chart.theme));
    let lines = series.map(|(series, look)| Line {
        name: &series.name,
        look,
        pieces: pieces(&chart.scale, &series.points),
    });
    lines.filter(|line| !line.pieces.is_empty()).collect()
}

/// How many series have no place.
pub(crate) fn surplus(chart: &Chart) -> usize {
    chart.series.len().saturating_sub(MAX_SERIES)
}

/// Between what the values of the lines lie; `None` without any.
pub(crate) fn bounds(lines: &[Line]) -> Option<Bounds> {
    let points = lines.iter().flat_map(|line| line.pieces.iter().flatten());
    let bounds =
        points.map(|(at, value)| Bounds { from: *at, to: *at, lowest: *value, highest: *value });
    bounds.reduce(|all, one| Bounds {
        from: all.from.min(one.from),
        to: all.to.max(one.to),
        lowest: all.lowest.min(one.lowest),
        highest: all.highest.max(one.highest),
    })
}

/// The values between gaps.
fn pieces(scale: &Scale, points: &[Point]) -> Vec<Vec<(i64, f64)>> {
    let points = points.iter().filter(|point| is_sayable(point.at));
    let values: Vec<(i64, Option<f64>)> =
        points.map(|point| (point.at, point.value.filter(|value| scale.holds(*value)))).collect();
    let pieces = values.split(|(_, value)| value.is_none());
    pieces
        .map(|piece| piece.iter().filter_map(|(at, value)| Some((*at, (*value)?))).collect())
        .filter(|piece: &Vec<_>| !piece.is_empty())
        .collect()
}
