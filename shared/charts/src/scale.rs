//! Where the axis of values has labels, and what they say.

use std::ops::Range;

use crate::Scale;

/// Above that a value is nonsense, and would not fit beside an axis.
const MOST: f64 = 1e12;
/// The least that an axis spans, so that labels of two digits differ.
const LEAST_SPAN: f64 = 0.4;
/// The same as a share of the highest value, so that a small change looks small.
const LEAST_SHARE: f64 = 0.1;
/// So many labels of names have room.
const NAMES: usize = 11;

/// An axis of values.
#[derive(Debug, PartialEq)]
pub(crate) struct Axis {
    /// From its bottom to its top.
    pub(crate) range: Range<f64>,
    /// Where it has labels.
    pub(crate) ticks: Vec<f64>,
}

impl Scale {
    /// Whether it has a place for that value.
    pub(crate) fn holds(&self, value: f64) -> bool {
        match self {
            Self::Names { .. } => self.place(value).is_some(),
            Self::Percent | Self::Hours | Self::Number => value.abs() <= MOST,
        }
    }

    /// The axis for values that it holds.
    pub(crate) fn axis(&self, lowest: f64, highest: f64) -> Axis {
        match self {
            Self::Percent => numbers(lowest, highest, 100.0),
            Self::Hours | Self::Number => numbers(lowest, highest, f64::INFINITY),
            Self::Names { names, group } => {
                let place = |value| self.place(value).unwrap_or_default();
                let last = names.len().saturating_sub(1);
                let (lowest, highest) = (place(lowest), place(highest));
                places(lowest.saturating_sub(1)..(highest + 1).min(last), (*group).max(1))
            }
        }
    }

    /// What a value is called.
    pub(crate) fn label(&self, value: f64) -> String {
        match self {
            Self::Percent => format!("{}%", short(value)),
            Self::Hours => format!("{} h", short(value)),
            Self::Number => short(value),
            Self::Names { names, .. } => {
                let name = self.place(value).and_then(|place| names.get(place));
                name.cloned().unwrap_or_default()
            }
        }
    }

    /// The place of a value among names.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
    fn place(&self, value: f64) -> Option<usize> {
        let Self::Names { names, .. } = self else { return None };
        let is_place = (0.0..=MOST).contains(&value);
        is_place.then_some(value.round() as usize).filter(|place| *place < names.len())
    }
}

/// An axis of names, from a place to another, both included.
#[expect(clippy::cast_precision_loss, reason = "nobody has as many names")]
fn places(range: Range<usize>, group: usize) -> Axis {
    let ticks = |step: usize| (range.start..=range.end).filter(move |place| place % step == 0);
    let mut steps = [1].into_iter().chain((1..).map(|groups| groups * group));
    let step = steps.find(|step| ticks(*step).count() <= NAMES).unwrap_or(group);
    Axis {
        range: range.start as f64 - 0.3..range.end as f64 + 0.3,
        ticks: ticks(step).map(|place| place as f64).collect(),
    }
}

/// An axis of numbers that begins and ends with a label, at 0 or above where all values are.
fn numbers(lowest: f64, highest: f64, most: f64) -> Axis {
    let is_constant = highest - lowest < LEAST_SPAN;
    let span = (highest - lowest).max(LEAST_SPAN).max(highest.abs() * LEAST_SHARE);
    let step = round_number(span / 4.0);
    let surplus = if is_constant { step } else { 0.0 };
    let least = if lowest >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    let bottom = (((lowest - surplus) / step).floor() * step).max(least);
    let top = (((highest + surplus) / step).ceil() * step).min(most.max(highest));
    let ticks = (0..=10_u8).map(|number| bottom + f64::from(number) * step);
    Axis { range: bottom..top, ticks: ticks.take_while(|tick| *tick < top + step / 2.0).collect() }
}

/// The next of …, 1, 2, 2.5, 5, 10, 20, …
fn round_number(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let factors = [1.0, 2.0, 2.5, 5.0];
    factors
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
}

/// With two digits after the point at most.
fn short(value: f64) -> String {
    if value.abs() >= 1e6 {
        return format!("{value:.1e}");
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale, lowest: f64, highest: f64) -> Vec<String> {
        scale.axis(lowest, highest).ticks.iter().map(|tick| scale.label(*tick)).collect()
    }

    #[test]
    fn numbers_have_round_labels() {
        let percent = &Scale::Percent;
        assert_eq!(labels(percent, 43.0, 58.0), ["40%", "45%", "50%", "55%", "60%"]);
        assert_eq!(labels(percent, 0.0, 100.0), ["0%", "25%", "50%", "75%", "100%"]);
        assert_eq!(labels(&Scale::Number, 2.41, 2.47), ["2.3", "2.4", "2.5", "2.6"]);
        assert_eq!(labels(percent, 50.0, 50.0), ["48%", "50%", "52%"]);
        assert_eq!(labels(&Scale::Hours, 0.0, 1234.0).last().unwrap(), "1500 h");
    }

    #[test]
    fn a_constant_value_has_room_above_and_below() {
        for (value, scale) in [
            (0.0, Scale::Percent),
            (100.0, Scale::Percent),
            (50.0, Scale::Percent),
            (7e11, Scale::Hours),
        ] {
            let Axis { range, ticks } = scale.axis(value, value);
            assert!(
                range.start < range.end && range.contains(&(value - 1e-9).max(0.0)),
                "{range:?}"
            );
            assert!(ticks.len() >= 2, "{ticks:?}");
        }
        assert!(Scale::Percent.axis(100.0, 100.0).range.end <= 100.0);
    }

    #[test]
    fn names_are_all_there_or_one_of_each_group() {
        let names = (0..45).map(|number| format!("name {number}")).collect();
        let scale = Scale::Names { names, group: 5 };
        assert_eq!(labels(&scale, 14.0, 15.0), ["name 13", "name 14", "name 15", "name 16"]);
        assert_eq!(labels(&scale, 0.0, 0.0), ["name 0", "name 1"]);
        assert_eq!(labels(&scale, 8.0, 20.0), ["name 10", "name 15", "name 20"]);
        assert_eq!(labels(&scale, 0.0, 44.0).len(), 9);
        assert!(scale.holds(44.0) && !scale.holds(45.0) && !scale.holds(f64::NAN));
    }
}
