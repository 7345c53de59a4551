//! The course of the delay as a picture.

use std::{fmt::Write, time::Duration};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 240.0;
/// Around the plot: left for the delays, below for the hours.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 28.0;

const DAY: f64 = 24.0 * 3600.0;
const SHORTEST: f64 = 0.1;
const LONGEST: f64 = 30.0;

const STYLE: &str = "
text { font: 12px system-ui, sans-serif; fill: #555 }
.ban { fill: #d64545; fill-opacity: 0.15 }
.banned { fill: #b03030 }
.grid { stroke: #888; stroke-opacity: 0.3 }
.delay { fill: none; stroke: #1f6feb; stroke-width: 2; stroke-linejoin: round }
@media (prefers-color-scheme: dark) {
text { fill: #aaa }
.banned { fill: #f08080 }
.delay { stroke: #6cb0ff }
}
";

/// What the delay was from when on, over a day, and when Blizzard refused us for how long.
pub(super) fn svg(course: &[(Duration, Duration)], bans: &[(Duration, Duration)]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
         <title>The delay between requests to Blizzard, over a day with two bans</title>\n\
         <style>{STYLE}</style>\n\
         <text x=\"{LEFT}\" y=\"16\">Seconds between requests to Blizzard, over a simulated day</text>\n"
    );
    for (start, length) in bans {
        let (left, right) = (x(*start), x(*start + *length));
        let (width, height) = (right - left, HEIGHT - TOP - BOTTOM);
        line(
            &mut svg,
            &format!(
                "<rect class=\"ban\" x=\"{left:.1}\" y=\"{TOP}\" width=\"{width:.1}\" height=\"{height}\"/>"
            ),
        );
        let minutes = length.as_secs() / 60;
        line(
            &mut svg,
            &format!(
                "<text class=\"banned\" x=\"{:.1}\" y=\"{:.1}\">banned for {minutes} minutes</text>",
                right + 6.0,
                TOP + 14.0
            ),
        );
    }
    for delay in [0.1, 0.3, 1.0, 3.0, 10.0, 30.0] {
        let y = y(delay);
        line(
            &mut svg,
            &format!(
                "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{}\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{delay}</text>",
                WIDTH - RIGHT,
                LEFT - 8.0,
                y + 4.0
            ),
        );
    }
    for hour in (0..=24).step_by(3) {
        line(
            &mut svg,
            &format!(
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{hour}:00</text>",
                x(Duration::from_hours(hour)),
                HEIGHT - 8.0
            ),
        );
    }
    line(&mut svg, &format!("<path class=\"delay\" d=\"{}\"/>", path(course)));
    svg + "</svg>\n"
}

fn line(svg: &mut String, element: &str) {
    svg.push_str(element);
    svg.push('\n');
}

/// Level until it changes, then straight up or down.
fn path(course: &[(Duration, Duration)]) -> String {
    let mut path = format!("M{LEFT} {:.1}", y(2.0));
    for (time, delay) in course {
        write!(path, "H{:.1}V{:.1}", x(*time), y(delay.as_secs_f64())).unwrap();
    }
    write!(path, "H{:.1}", WIDTH - RIGHT).unwrap();
    path
}

fn x(time: Duration) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * time.as_secs_f64() / DAY
}

/// Each doubling takes the same room.
fn y(delay: f64) -> f64 {
    let height = HEIGHT - TOP - BOTTOM;
    TOP + height * (LONGEST / delay).ln() / (LONGEST / SHORTEST).ln()
}
