//! Comparing an answer with the reference's.

use serde_json::Value;

/// Where two JSON values differ. Key order is free, a null member may be absent, `57` is `57.0`.
pub(crate) fn difference(expected: &Value, actual: &Value) -> Option<String> {
    differ(expected, actual, "$")
}

fn differ(expected: &Value, actual: &Value, path: &str) -> Option<String> {
    let here = || Some(format!("{path}: expected {expected}, found {actual}"));
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let keys =
                expected.keys().chain(actual.keys().filter(|key| !expected.contains_key(*key)));
            keys.into_iter().find_map(|key| {
                let of =
                    |object: &serde_json::Map<_, _>| object.get(key).cloned().unwrap_or_default();
                differ(&of(expected), &of(actual), &format!("{path}.{key}"))
            })
        }
        (Value::Array(expected), Value::Array(actual)) => {
            if expected.len() != actual.len() {
                return here();
            }
            let items = expected.iter().zip(actual).enumerate();
            items.into_iter().find_map(|(index, (expected, actual))| {
                differ(expected, actual, &format!("{path}[{index}]"))
            })
        }
        (Value::Number(expected), Value::Number(actual)) => {
            if expected == actual || expected.as_f64() == actual.as_f64() { None } else { here() }
        }
        _ => {
            if expected == actual {
                None
            } else {
                here()
            }
        }
    }
}
