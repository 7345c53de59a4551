//! A chart in lines.

use std::ops::Range;

use maud::{PreEscaped, html};
use plotters::{
    backend::SVGBackend,
    chart::{ChartBuilder, ChartContext, LabelAreaPosition},
    coord::{
        Shift,
        cartesian::Cartesian2d,
        combinators::{BindKeyPoints, WithKeyPoints},
        ranged1d::{DefaultFormatting, KeyPointHint, Ranged},
        types::{RangedCoordf64, RangedCoordi64},
    },
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea},
    element::{DashedPathElement, PathElement, Polygon, Text},
    style::{
        Color, IntoFont, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    Chart, Error, Scale,
    dates::{DAY, Ticks},
    describe::{describe, span},
    legend::{self, Entry},
    lines::{Bounds, Line, bounds, lines, surplus},
    looks::{Colours, Look, colours},
    scale::Axis,
    text::{fit, width, without_controls},
};

// In units of the drawing, of which a screen of 360 pixels has three and a third a pixel.
const WIDTH: i32 = 1200;
const HEIGHT: i32 = 800;
const MARGIN: i32 = 28;
const TITLE: f64 = 44.0;
const TEXT: f64 = 36.0;
const ROW: i32 = 52;
/// Right of the lines, for half of the last date.
const RIGHT: i32 = 96;
/// Below the lines, for dates.
const DATES: i32 = 64;
const TICK: i32 = 8;
const STROKE: u32 = 5;
const MARKER: f64 = 11.0;
/// Between markers of one line, at least.
const MARKER_DISTANCE: i32 = 70;

const FONT: &str = "system-ui, sans-serif";

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Plane = Cartesian2d<WithKeyPoints<RangedCoordi64>, Axis>;
type Plot<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Plane>;
type Place = (i32, i32);

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for Error {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self(error.to_string())
    }
}

/// Plotters' own axis of numbers cannot be given both labels and their texts.
impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        RangedCoordf64::from(self.range.clone()).map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // Between labels there are no lines.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

/// The chart as an `<svg>` element.
pub(crate) fn svg(chart: &Chart) -> Result<String, Error> {
    let lines = lines(chart);
    let mut drawing = String::new();
    draw(chart, &lines, &mut drawing)?;
    let view = format!("0 0 {WIDTH} {HEIGHT}");
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(view) role="img" lang="en" {
            title { (chart.title) }
            desc { (describe(chart, &lines)) }
            // Chromium would read the texts of a picture out one by one.
            g aria-hidden="true" { (PreEscaped(drawing)) }
        }
    };
    Ok(without_controls(&svg.into_string()))
}

fn draw(chart: &Chart, lines: &[Line], drawing: &mut String) -> Result<(), Error> {
    let colours = colours(chart.theme);
    let size = (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs());
    let canvas = SVGBackend::with_string(drawing, size).into_drawing_area();
    canvas.fill(&colours.background)?;
    let room = f64::from(WIDTH - 2 * MARGIN);
    let text = |text: &str, size, place, anchor| {
        let style = text_style(size, &colours.text).pos(anchor);
        canvas.draw(&Text::new(fit(text, size, room), place, style))
    };
    let top_left = Pos::new(HPos::Left, VPos::Top);
    text(&chart.title, TITLE, (MARGIN, MARGIN), top_left)?;
    let Some(bounds) = bounds(lines) else {
        let middle = Pos::new(HPos::Center, VPos::Center);
        text(&chart.nothing, TEXT, (WIDTH / 2, HEIGHT / 2), middle)?;
        return Ok(canvas.present()?);
    };
    text(&span(&bounds), TEXT, (MARGIN, MARGIN + ROW), top_left)?;

    let more =
        Some(surplus(chart)).filter(|count| *count > 0).map(|count| format!("+ {count} more"));
    let names = lines.iter().map(|line| line.name).chain(more.as_deref());
    let entries = legend::entries(names, TEXT, room);
    let rows = entries.last().map_or(0, |entry| entry.row.cast_signed() + 1);
    let bottom = HEIGHT - MARGIN / 2 - rows * ROW;
    draw_legend(&canvas, &entries, lines, bottom, colours)?;

    let top = MARGIN + 2 * ROW + MARGIN;
    let plot = draw_axes(&canvas, &chart.scale, &bounds, top..bottom, colours)?;
    for line in lines {
        draw_line(&canvas, &plot, &chart.scale, line)?;
    }
    Ok(canvas.present()?)
}

fn draw_legend(
    canvas: &Canvas,
    entries: &[Entry],
    lines: &[Line],
    top: i32,
    colours: &Colours,
) -> Result<(), Error> {
    let style = text_style(TEXT, &colours.text).pos(Pos::new(HPos::Left, VPos::Center));
    let looks = lines.iter().map(|line| Some(line.look)).chain([None]);
    for (entry, look) in entries.iter().zip(looks) {
        let left = MARGIN + whole(entry.left);
        let y = top + entry.row.cast_signed() * ROW + ROW / 2;
        let end = left + whole(legend::SAMPLE);
        if let Some(look) = look {
            draw_stroke(canvas, vec![(left, y), (end, y)], look)?;
            draw_marker(canvas, (i32::midpoint(left, end), y), look)?;
        }
        let place = (end + whole(legend::GAP), y);
        canvas.draw(&Text::new(entry.name.clone(), place, style.clone()))?;
    }
    Ok(())
}

/// Draws the axes between two heights of the canvas.
fn draw_axes<'a, 'b>(
    canvas: &Canvas<'b>,
    scale: &Scale,
    bounds: &Bounds,
    heights: Range<i32>,
    colours: &Colours,
) -> Result<Plot<'a, 'b>, Error> {
    let axis = scale.axis(bounds.lowest, bounds.highest);
    let label = |value: &f64| fit(&scale.label(*value), TEXT, f64::from(WIDTH) / 3.0);
    let widest = axis.ticks.iter().map(|tick| width(&label(tick), TEXT)).fold(0.0, f64::max);
    let left = whole(widest) + 3 * TICK;

    let (from, to) = days(bounds);
    let dates_room = f64::from(WIDTH - MARGIN - left - RIGHT);
    let dates = Ticks::between(from, to, |label| {
        whole(dates_room / (width(label, TEXT) + TEXT)).unsigned_abs() as usize
    });

    let size = (WIDTH - MARGIN, heights.end - heights.start);
    let area = canvas.clone().shrink((MARGIN, heights.start), size);
    let mut plot = ChartBuilder::on(&area)
        .margin_right(RIGHT)
        .set_label_area_size(LabelAreaPosition::Left, left)
        .set_label_area_size(LabelAreaPosition::Bottom, DATES)
        .build_cartesian_2d((from..to).with_key_points(dates.at.clone()), axis)?;
    plot.configure_mesh()
        .disable_x_mesh()
        .bold_line_style(colours.grid.stroke_width(2))
        .axis_style(colours.axis.stroke_width(3))
        .set_all_tick_mark_size(TICK)
        .label_style(text_style(TEXT, &colours.text))
        .x_label_formatter(&|at| dates.label(*at))
        .y_label_formatter(&label)
        .draw()?;
    Ok(plot)
}

/// From when to when the axis of time goes: a little more than the values do, and a day at least.
fn days(Bounds { from, to, .. }: &Bounds) -> (i64, i64) {
    let missing = (DAY - (to - from)).max(0) / 2;
    let surplus = missing.max((to - from) / 50);
    (from - surplus, to + surplus)
}

fn draw_line(canvas: &Canvas, plot: &Plot, scale: &Scale, line: &Line) -> Result<(), Error> {
    for piece in &line.pieces {
        let mut places: Vec<Place> = piece.iter().map(|point| plot.backend_coord(point)).collect();
        keep_last_of_each_column(&mut places);
        let stroke = match scale {
            Scale::Names { .. } => stairs(&places),
            Scale::Percent | Scale::Hours | Scale::Number => places.clone(),
        };
        draw_stroke(canvas, stroke, line.look)?;
        for place in marked(&places) {
            draw_marker(canvas, place, line.look)?;
        }
    }
    Ok(())
}

/// Of thousands of values those stay that can be seen.
fn keep_last_of_each_column(places: &mut Vec<Place>) {
    places.reverse();
    places.dedup_by_key(|(x, _)| *x);
    places.reverse();
}

/// A value stays until the next comes.
fn stairs(places: &[Place]) -> Vec<Place> {
    let steps = places.windows(2).flat_map(|pair| match pair {
        [(x, y), (next, other)] => vec![(*x, *y), (*next, *y), (*next, *other)],
        _ => Vec::new(),
    });
    let mut stairs: Vec<Place> = steps.chain(places.last().copied()).collect();
    stairs.dedup();
    stairs
}

/// The places that get a marker: the first, the last, and those in between that are not too close.
fn marked(places: &[Place]) -> Vec<Place> {
    let Some(last) = places.last() else { return Vec::new() };
    let mut marked: Vec<Place> = Vec::new();
    for place in places {
        let is_far = |other: &Place| (place.0 - other.0).abs() >= MARKER_DISTANCE;
        if marked.last().is_none_or(is_far) && (place == last || is_far(last)) {
            marked.push(*place);
        }
    }
    marked.push(*last);
    marked.dedup();
    marked
}

fn draw_stroke(canvas: &Canvas, places: Vec<Place>, look: Look) -> Result<(), Error> {
    let style = look.colour.stroke_width(STROKE);
    if look.is_dashed {
        canvas.draw(&DashedPathElement::new(places, 20, 12, style))?;
    } else {
        canvas.draw(&PathElement::new(places, style))?;
    }
    Ok(())
}

fn draw_marker(canvas: &Canvas, (x, y): Place, look: Look) -> Result<(), Error> {
    let corner = |(right, down): &(f64, f64)| (x + whole(right * MARKER), y + whole(down * MARKER));
    let corners: Vec<Place> = look.corners.iter().map(corner).collect();
    canvas.draw(&Polygon::new(corners, look.colour))?;
    Ok(())
}

fn text_style(size: f64, colour: &RGBColor) -> TextStyle<'_> {
    // Plotters divides sizes by this number.
    TextStyle::from((FONT, size * 1.24).into_font()).color(colour)
}

#[expect(clippy::cast_possible_truncation, reason = "no place of a drawing is as far")]
fn whole(length: f64) -> i32 {
    length.round() as i32
}
