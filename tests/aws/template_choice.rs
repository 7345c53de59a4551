//! `template.yaml` with some of its conditions decided.

use serde_yaml_ng::{Value, value::TaggedValue};

/// Conditions, each with whether it holds.
pub(super) type Decided<'a> = &'a [(&'a str, bool)];

/// A part of the template with what these conditions choose in the place of each `!If` that asks for one.
pub(super) fn decide(part: &Value, decided: Decided<'_>) -> Value {
    let choose = |part| decide(part, decided);
    match part {
        Value::Tagged(tagged) => {
            let keep = || TaggedValue { tag: tagged.tag.clone(), value: choose(&tagged.value) };
            chosen(tagged, decided).map_or_else(|| Value::Tagged(Box::new(keep())), choose)
        }
        Value::Sequence(parts) => parts.iter().map(choose).collect::<Vec<_>>().into(),
        Value::Mapping(parts) => {
            let parts = parts.iter().map(|(key, part)| (key.clone(), choose(part)));
            Value::Mapping(parts.collect())
        }
        _ => part.clone(),
    }
}

/// What is chosen, where that is an `!If` of a condition that is decided.
fn chosen<'a>(tagged: &'a TaggedValue, decided: Decided<'_>) -> Option<&'a Value> {
    let [condition, then, otherwise] = tagged.value.as_sequence()?.as_slice() else { return None };
    let is_of = |(name, _): &&(&str, bool)| tagged.tag == "!If" && condition == name;
    let (_, holds) = decided.iter().find(is_of)?;
    Some(if *holds { then } else { otherwise })
}
