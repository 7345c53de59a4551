//! Integers among the parameters, as pydantic reads them.

use serde_json::Map;

use super::error_bodies::ValidationError;

/// What an integer may be.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// This value is allowed, and all above.
    AtLeast(i64),
    /// All values above this one are allowed.
    MoreThan(i64),
    /// This value is allowed, and all below.
    AtMost(i64),
}

/// The integer that `text` is, or what is wrong with it.
pub(super) fn integer(
    loc: Vec<&'static str>,
    text: &str,
    bounds: &[Bound],
) -> Result<i64, ValidationError> {
    let error = |kind, msg, ctx| ValidationError { kind, loc, msg, input: Some(text.into()), ctx };
    let Some(value) = parse_integer(text) else {
        let message = "Input should be a valid integer, unable to parse string as an integer";
        return Err(error("int_parsing", message.to_owned(), None));
    };
    let Some(bound) = bounds.iter().find(|bound| !bound.allows(value)) else { return Ok(value) };
    let (kind, words, key, limit) = match *bound {
        Bound::AtLeast(limit) => ("greater_than_equal", "greater than or equal to", "ge", limit),
        Bound::MoreThan(limit) => ("greater_than", "greater than", "gt", limit),
        Bound::AtMost(limit) => ("less_than_equal", "less than or equal to", "le", limit),
    };
    let context = Map::from_iter([(key.to_owned(), limit.into())]);
    Err(error(kind, format!("Input should be {words} {limit}"), Some(context)))
}

impl Bound {
    fn allows(self, value: i64) -> bool {
        match self {
            Self::AtLeast(limit) => value >= limit,
            Self::MoreThan(limit) => value > limit,
            Self::AtMost(limit) => value <= limit,
        }
    }
}

/// Parses an integer as pydantic does: with blanks around it, a sign, single underscores between digits,
/// and a fraction of zeros. An integer beyond the type's range becomes the nearest one within.
fn parse_integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let integer = match text.split_once('.') {
        Some((integer, fraction)) if fraction.bytes().all(|digit| digit == b'0') => integer,
        Some(_) => return None,
        None => text,
    };
    let digits = integer.strip_prefix(['+', '-']).unwrap_or(integer);
    let is_number =
        |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    if !digits.split('_').all(is_number) {
        return None;
    }
    let largest = if integer.starts_with('-') { i64::MIN } else { i64::MAX };
    Some(integer.replace('_', "").parse().unwrap_or(largest))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_integer_out_of_bounds_is_refused_in_the_words_of_its_bound() {
        let bounds = [Bound::AtLeast(1), Bound::AtMost(500)];
        let refused = |text| {
            let error = integer(vec!["query", "limit"], text, &bounds).unwrap_err();
            (error.kind, error.msg, Value::from(error.ctx.unwrap()))
        };
        assert_eq!(integer(vec!["query", "limit"], "500", &bounds).unwrap(), 500);
        let message = "Input should be greater than or equal to 1".to_owned();
        assert_eq!(refused("0"), ("greater_than_equal", message, json!({"ge": 1})));
        let message = "Input should be less than or equal to 500".to_owned();
        assert_eq!(refused("501"), ("less_than_equal", message, json!({"le": 500})));
    }

    #[test]
    fn integers_are_read_as_pydantic_does() {
        for (text, value) in [
            ("5", Some(5)),
            ("+5", Some(5)),
            (" 5 ", Some(5)),
            ("1.0", Some(1)),
            ("-3", Some(-3)),
            ("99999999999999999999", Some(i64::MAX)),
            ("-99999999999999999999", Some(i64::MIN)),
            ("1_0", Some(10)),
            ("-1_000_000.00", Some(-1_000_000)),
            ("9_9_9_9_9_9_9_9_9_9_9_9_9_9_9_9_9_9_9_9", Some(i64::MAX)),
            ("1__0", None),
            ("_10", None),
            ("10_", None),
            ("-_1", None),
            ("1_.0", None),
            ("_", None),
            ("", None),
            ("1.5", None),
            ("abc", None),
            ("+-5", None),
            ("0x10", None),
            ("1e3", None),
        ] {
            assert_eq!(parse_integer(text), value, "{text:?}");
        }
    }
}
