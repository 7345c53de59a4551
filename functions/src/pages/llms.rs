//! The reference as plain Markdown, for language models: <https://llmstxt.org>

use serde_json::Value;

use super::{described, example, items, operations_by_tag, plain, text};

/// The most values of a parameter that are listed: there are more heroes and maps than somebody wants to read
/// at each path.
const LISTED: usize = 20;

pub(super) fn content(document: &Value) -> String {
    let info = &document["info"];
    let mut lines = vec![
        format!("# {}", text(&info["title"])),
        String::new(),
        format!("> {}", text(&info["description"])),
        String::new(),
        "Every request is a GET and needs no key. `Age` says how old the data is, `Cache-Control` how long to \
         keep it. After a 429 or 503 come again when `Retry-After` says. More, and the shapes of responses: \
         [OpenAPI](/openapi.json)."
            .to_owned(),
    ];
    for (tag, operations) in operations_by_tag(document) {
        lines.extend([String::new(), format!("## {}", plain(tag))]);
        for (path, operation) in operations {
            lines.extend(endpoint(document, path, operation));
        }
    }
    lines.join("\n") + "\n"
}

fn endpoint(document: &Value, path: &str, operation: &Value) -> Vec<String> {
    let heading = format!("### `{path}`: {}", text(&operation["summary"]));
    let mut lines = vec![String::new(), heading, String::new()];
    if let Some(description) = operation["description"].as_str() {
        lines.extend([description.to_owned(), String::new()]);
    }
    let parameters = items(&operation["parameters"]);
    lines.extend(parameters.map(|parameter| self::parameter(document, parameter)));
    let example = example(path, operation);
    lines.push(format!("- Example: [{example}]({example})"));
    lines
}

fn parameter(document: &Value, parameter: &Value) -> String {
    let name = text(&parameter["name"]);
    let required = if parameter["required"] == true { " (required)" } else { "" };
    let values = values(document, &parameter["schema"]);
    let values = match values.len() {
        1..=LISTED => format!(" One of `{}`.", values.join("`, `")),
        _ => String::new(),
    };
    format!("- `{name}`{required}: {}{values}", text(described(parameter)))
}

/// The values that a schema lists.
fn values<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a str> {
    if let Some(target) = schema["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap_or_default();
        return values(document, &document["components"]["schemas"][name]);
    }
    let choices = items(&schema["oneOf"]).flat_map(|choice| values(document, choice));
    items(&schema["enum"]).map(text).chain(choices).collect()
}
