//! Where the axis of time has labels.

use chrono::{DateTime, Datelike, NaiveDate};

const HOUR: i64 = 3600;
/// In seconds.
pub(crate) const DAY: i64 = 24 * HOUR;

/// The first second after what HTTP, and a chart, can say.
const END: i64 = 253_402_300_800;

/// The distance between two labels.
#[derive(Debug, Clone, Copy)]
enum Step {
    Seconds(i64),
    Months(i32),
}

/// Distances with the labels that they need, the shortest first.
const STEPS: [(Step, &str); 19] = [
    (Step::Seconds(HOUR), "%H:%M"),
    (Step::Seconds(3 * HOUR), "%H:%M"),
    (Step::Seconds(6 * HOUR), "%H:%M"),
    (Step::Seconds(12 * HOUR), "%H:%M"),
    (Step::Seconds(DAY), "%-d %b"),
    (Step::Seconds(2 * DAY), "%-d %b"),
    (Step::Seconds(4 * DAY), "%-d %b"),
    (Step::Seconds(7 * DAY), "%-d %b"),
    (Step::Seconds(14 * DAY), "%-d %b"),
    (Step::Months(1), "%b %Y"),
    (Step::Months(2), "%b %Y"),
    (Step::Months(3), "%b %Y"),
    (Step::Months(6), "%b %Y"),
    (Step::Months(12), "%Y"),
    (Step::Months(2 * 12), "%Y"),
    (Step::Months(5 * 12), "%Y"),
    (Step::Months(20 * 12), "%Y"),
    (Step::Months(100 * 12), "%Y"),
    (Step::Months(2000 * 12), "%Y"),
];

/// The labels of an axis.
pub(crate) struct Ticks {
    /// Where, in seconds since 1970.
    pub(crate) at: Vec<i64>,
    format: &'static str,
}

impl Ticks {
    /// As many labels as have room, where `room` says how many of one text do.
    pub(crate) fn between(from: i64, to: i64, room: impl Fn(&str) -> usize) -> Self {
        let ticks =
            |(step, format): &(Step, &'static str)| Self { at: step.between(from, to), format };
        let fits = |ticks: &Self| {
            let widest = ticks.at.iter().map(|at| ticks.label(*at)).max_by_key(String::len);
            widest.is_none_or(|label| ticks.at.len() <= room(&label))
        };
        let none = Self { at: Vec::new(), format: "" };
        // A distance is short enough to be tried only where it makes few labels.
        let mut steps = STEPS.iter().filter(|(step, _)| (to - from) / step.seconds() < 100);
        steps.by_ref().map(ticks).find(fits).unwrap_or(none)
    }

    /// What stands at a time of the axis.
    pub(crate) fn label(&self, at: i64) -> String {
        formatted(at, self.format)
    }
}

impl Step {
    /// At least.
    fn seconds(self) -> i64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Months(months) => i64::from(months) * 28 * DAY,
        }
    }

    fn between(self, from: i64, to: i64) -> Vec<i64> {
        match self {
            Self::Seconds(step) => {
                let first = from.div_euclid(step) * step;
                let ticks = std::iter::successors(Some(first), |at| Some(at + step));
                ticks.skip_while(|at| *at < from).take_while(|at| *at <= to).collect()
            }
            Self::Months(step) => {
                let Some(start) = DateTime::from_timestamp(from, 0) else { return Vec::new() };
                let month = start.year() * 12 + start.month0().cast_signed();
                let first = month.div_euclid(step) * step;
                let ticks = std::iter::successors(Some(first), |month| Some(month + step));
                let ticks = ticks.map_while(start_of_month);
                ticks.skip_while(|at| *at < from).take_while(|at| *at <= to).collect()
            }
        }
    }
}

/// When the month began that is so many months after the year 0, in seconds since 1970.
fn start_of_month(months: i32) -> Option<i64> {
    let month = u32::try_from(months.rem_euclid(12) + 1).ok()?;
    let date = NaiveDate::from_ymd_opt(months.div_euclid(12), month, 1)?;
    Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp())
}

/// Whether a chart can say that time.
pub(crate) fn is_sayable(at: i64) -> bool {
    (0..END).contains(&at)
}

/// `12 Nov 2025`
pub(crate) fn date(at: i64) -> String {
    formatted(at, "%-d %b %Y")
}

fn formatted(at: i64, format: &str) -> String {
    DateTime::from_timestamp(at, 0).map(|time| time.format(format).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: i64, to: i64) -> Vec<String> {
        let ticks = Ticks::between(from, to, |_| 6);
        ticks.at.iter().map(|at| ticks.label(*at)).collect()
    }

    #[test]
    fn labels_are_as_fine_as_has_room() {
        let start = 1_762_905_600; // 12 November 2025, midnight.
        assert_eq!(labels(start, start + DAY), ["00:00", "06:00", "12:00", "18:00", "00:00"]);
        assert_eq!(labels(start, start + 3 * DAY), ["12 Nov", "13 Nov", "14 Nov", "15 Nov"]);
        let year = labels(start, start + 365 * DAY);
        let every_other = ["Jan 2026", "Mar 2026", "May 2026", "Jul 2026", "Sep 2026", "Nov 2026"];
        assert_eq!(year, every_other);
        assert_eq!(labels(start, start + 30 * 365 * DAY).first().unwrap(), "2030");
        assert!(labels(0, END - 1).len() >= 3);
    }
}
