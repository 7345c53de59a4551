//! A chart in words, for those who listen.

use crate::{
    Chart, Scale, dates,
    lines::{Bounds, Line, bounds, surplus},
};

/// What is drawn, in words.
pub(crate) fn describe(chart: &Chart, lines: &[Line]) -> String {
    let Some(bounds) = bounds(lines) else { return chart.nothing.clone() };
    let mut sentences = vec![format!("{}.", span(&bounds))];
    sentences.extend(lines.iter().map(|line| describe_line(&chart.scale, line)));
    match surplus(chart) {
        0 => {}
        count => sentences.push(format!("{count} more are not drawn.")),
    }
    sentences.join(" ")
}

fn describe_line(scale: &Scale, line: &Line) -> String {
    let values = || line.pieces.iter().flatten().map(|(_, value)| *value);
    let label = |value: Option<f64>| value.map(|value| scale.label(value)).unwrap_or_default();
    let (first, last) = (label(values().next()), label(values().next_back()));
    let (lowest, highest) = (label(values().reduce(f64::min)), label(values().reduce(f64::max)));
    let name = line.name;
    if lowest == highest {
        return format!("{name}: {last}.");
    }
    format!("{name}: {first} at first, {last} at last, lowest {lowest}, highest {highest}.")
}

/// The days that a chart is about.
pub(crate) fn span(bounds: &Bounds) -> String {
    let (from, to) = (dates::date(bounds.from), dates::date(bounds.to));
    if from == to { format!("{from} (UTC)") } else { format!("{from} – {to} (UTC)") }
}
