//! Schemas in words: a name with a link, `list of …`, `map of …`, `… or null`.

use maud::{Markup, html};
use serde_json::Value;

use super::{items, members, prose, text};

/// One named schema with its properties.
pub(super) fn article(name: &str, schema: &Value) -> Markup {
    html! {
        article.card id=(anchor(name)) {
            h3 { (name) }
            @if let Some(description) = schema["description"].as_str() { p { (prose(description)) } }
            @match object(schema) {
                Some(object) => { (properties(object)) }
                None => { p { (kind(schema)) } }
            }
        }
    }
}

/// The schema that has the properties: this one, or a part of it.
fn object(schema: &Value) -> Option<&Value> {
    let parts = items(&schema["allOf"]);
    [schema].into_iter().chain(parts).find(|part| part["properties"].is_object())
}

fn properties(schema: &Value) -> Markup {
    html! {
        div.table tabindex="0" {
            table {
                @for (name, property) in members(&schema["properties"]) {
                    tr {
                        th scope="row" { code { (name) } }
                        td {
                            (kind(property))
                            @if !items(&schema["required"]).any(|required| required == name) {
                                " (may be absent)"
                            }
                        }
                        td { (prose(text(&property["description"]))) }
                    }
                }
            }
        }
    }
}

/// What values a schema stands for.
pub(super) fn kind(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        return html! { a href={ "#" (anchor(name)) } { (name) } };
    }
    if schema["enum"].is_array() {
        return html! { (choice(items(&schema["enum"]).map(|value| html! { code { (text(value)) } }))) };
    }
    if schema["oneOf"].is_array() {
        return choice(items(&schema["oneOf"]).map(kind));
    }
    match &schema["type"] {
        Value::Array(types) => choice(types.iter().map(|name| html! { (text(name)) })),
        name => plain(text(name), schema),
    }
}

fn plain(name: &str, schema: &Value) -> Markup {
    html! {
        @match name {
            "array" => { "list of " (kind(&schema["items"])) },
            "object" if schema["additionalProperties"].is_object() => {
                "map of " (kind(&schema["additionalProperties"]))
            },
            "" => { "anything" },
            name => { (name) },
        }
    }
}

/// `a, b or c`.
fn choice(kinds: impl Iterator<Item = Markup>) -> Markup {
    let kinds: Vec<_> = kinds.collect();
    let last = kinds.len().saturating_sub(1);
    html! {
        @for (index, kind) in kinds.iter().enumerate() {
            @if index > 0 { @if index == last { " or " } @else { ", " } }
            (kind)
        }
    }
}

fn anchor(name: &str) -> String {
    format!("schema-{name}")
}
