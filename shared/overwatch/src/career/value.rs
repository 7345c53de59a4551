//! The values of statistics.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type, schema::SchemaType},
};

/// The value of a statistic.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StatValue {
    /// A count, a percentage, or a duration in seconds.
    Integer(i64),
    /// A number with decimals; always finite.
    Float(f64),
    /// What is neither, as the page writes it.
    Text(String),
}

// Derived, it would say that exactly one variant fits; an integer is a number too.
impl PartialSchema for StatValue {
    fn schema() -> RefOr<Schema> {
        let types = SchemaType::from_iter([Type::Integer, Type::Number, Type::String]);
        ObjectBuilder::new().schema_type(types).into()
    }
}

impl ToSchema for StatValue {}

impl StatValue {
    /// Parses a value as the page writes it: `12,345`, `57%`, `1,234.5`, `1:02:03`, `-00:07`, `--`.
    ///
    /// A text that is none of these stays text, and so does a number too large to be one.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if matches!(text, "--" | "NaN") {
            return Self::Integer(0);
        }
        duration(text)
            .or_else(|| integer(text))
            .map(Self::Integer)
            .or_else(|| float(text).map(Self::Float))
            .unwrap_or_else(|| Self::Text(text.to_owned()))
    }

    /// The value as a whole number; decimals are cut off, and a text is none.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            #[expect(clippy::cast_possible_truncation, reason = "that is what is asked for")]
            Self::Float(value) => Some(*value as i64),
            Self::Text(_) => None,
        }
    }
}

/// `h:mm:ss` or `mm:ss` in seconds, also with a minus.
fn duration(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(text) => positive_duration(text)?.checked_neg(),
        None => positive_duration(text),
    }
}

fn positive_duration(text: &str) -> Option<i64> {
    let (rest, seconds) = text.rsplit_once(':')?;
    let (hours, minutes) = match rest.rsplit_once(':') {
        Some((hours, minutes)) => (grouped(hours)?, minutes),
        None => (0, rest),
    };
    let minutes = hours.checked_mul(60)?.checked_add(digits(minutes)?)?;
    minutes.checked_mul(60)?.checked_add(digits(seconds)?)
}

/// `12,345`, `-1` or `57%`.
fn integer(text: &str) -> Option<i64> {
    let number = text.strip_suffix('%').unwrap_or(text);
    match number.strip_prefix('-') {
        Some(number) => grouped(number)?.checked_neg(),
        None => grouped(number),
    }
}

/// `1,234.5`.
fn float(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.')?;
    let is_number = integer(whole).is_some()
        && !whole.ends_with('%')
        && !decimals.is_empty()
        && decimals.bytes().all(|c| c.is_ascii_digit());
    if is_number { text.replace(',', "").parse().ok() } else { None }
}

/// Digits, with commas between them for readability.
fn grouped(text: &str) -> Option<i64> {
    text.split(',').try_fold(0, append)
}

/// Nothing but digits.
fn digits(text: &str) -> Option<i64> {
    append(0, text)
}

/// A number with more digits written behind it; at least one.
fn append(number: i64, digits: &str) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(number, |number, digit| {
        number.checked_mul(10)?.checked_add(digit.to_digit(10)?.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, value) in [("0", 0), ("12,345", 12345), ("57%", 57), ("-6", -6), ("--", 0)] {
            assert_eq!(StatValue::parse(text), StatValue::Integer(value), "{text}");
        }
        assert_eq!(StatValue::parse("1,234.5"), StatValue::Float(1234.5));
        assert_eq!(StatValue::parse("-0.25"), StatValue::Float(-0.25));
        assert_eq!(StatValue::parse("NaN"), StatValue::Integer(0));
    }

    #[test]
    fn durations_are_seconds() {
        for (text, seconds) in [("09:01", 541), ("1:00:01", 3601), ("1,234:05:06", 4_442_706)]
            .into_iter()
            .chain([("-00:00", 0), ("-0:00:00", 0), ("-1:02:03", -3723), ("-00:07", -7)])
        {
            assert_eq!(StatValue::parse(text), StatValue::Integer(seconds), "{text}");
        }
    }

    #[test]
    fn the_rest_stays_text() {
        let huge = "9".repeat(400);
        for text in [
            "",
            "-",
            "%",
            ",",
            ":",
            "1,",
            "1.",
            ".5",
            "1:2:3:4",
            "1:",
            "--00:01",
            "1:-2:03",
            "-:05",
            "Gold",
            "1 2",
            "٣",
            "inf",
            "1e5",
            "9999999999999999:00:00",
            huge.as_str(),
        ] {
            assert_eq!(StatValue::parse(text), StatValue::Text(text.to_owned()), "{text}");
        }
    }
}
