//! The shape of what was read from a page: which fields say something.

use std::collections::BTreeSet;

use serde_json::Value;

/// What stands under these keys has names for keys, which are no fields.
const NAMED: [&str; 1] = ["career_stats"];

/// The paths of all fields that say something, such as `[].portrait`.
pub(super) fn fields(read: &Value) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    collect(read, "", false, &mut fields);
    fields
}

fn collect(value: &Value, path: &str, is_named: bool, fields: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            let path = format!("{path}[]");
            for item in items {
                collect(item, &path, false, fields);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                let name = if is_named { "*" } else { key };
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                collect(value, &path, NAMED.contains(&key.as_str()), fields);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            fields.insert(path.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_say_something_are_found_wherever_they_stand() {
        let read = json!([
            {"key": "a", "empty": null, "list": []},
            {"key": "b", "inner": {"list": [{"deep": 0}]}},
        ]);
        assert_eq!(
            fields(&read),
            BTreeSet::from(["[].inner.list[].deep", "[].key"].map(str::to_owned))
        );
    }

    #[test]
    fn names_are_no_fields() {
        let read = json!({"career_stats": {"ana": [{"key": 1}], "ashe": [{"key": 2}]}});
        assert_eq!(fields(&read), BTreeSet::from(["career_stats.*[].key".to_owned()]));
    }
}
