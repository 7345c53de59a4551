//! The pages for people: templates filled from the `OpenAPI` document, each with its own style and
//! script in it, so that nothing else is loaded.

mod docs;
mod home;
mod llms;
mod schema;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::documentation::{DOCUMENTATION, STATUS};

/// The home page of the API that a document describes.
///
/// # Errors
///
/// When the document cannot be written as JSON.
pub(crate) fn home(document: &OpenApi) -> Result<String, serde_json::Error> {
    let document = serde_json::to_value(document)?;
    Ok(page("OverFast API", &home::content(&document), Some(include_str!("home.js"))))
}

/// The reference of that API.
///
/// # Errors
///
/// When the document cannot be written as JSON.
pub(crate) fn docs(document: &OpenApi) -> Result<String, serde_json::Error> {
    let document = serde_json::to_value(document)?;
    Ok(page("Reference · OverFast API", &docs::content(&document), None))
}

/// The reference of that API as plain Markdown.
///
/// # Errors
///
/// When the document cannot be written as JSON.
pub(crate) fn llms(document: &OpenApi) -> Result<String, serde_json::Error> {
    Ok(llms::content(&serde_json::to_value(document)?))
}

fn page(title: &str, content: &Markup, script: Option<&str>) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                // Without one, browsers ask for /favicon.ico.
                link rel="icon" href="data:,";
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                (content)
                @if let Some(script) = script {
                    script type="module" { (PreEscaped(script)) }
                }
            }
        }
    };
    page.into_string()
}

/// The links between the pages.
fn navigation() -> Markup {
    html! {
        nav.top aria-label="Pages" {
            a href="./" { "Home" }
            a href="docs" { "Reference" }
            a href="openapi.json" { "OpenAPI" }
        }
    }
}

/// The endpoints' operations with their paths, by tag: the game first, how the API is and this
/// documentation last.
fn operations_by_tag(document: &Value) -> Vec<(&str, Vec<(&str, &Value)>)> {
    const LAST: [&str; 2] = [STATUS, DOCUMENTATION];
    let mut groups: Vec<(&str, Vec<(&str, &Value)>)> = Vec::new();
    for (path, item) in members(&document["paths"]) {
        let operation = &item["get"];
        let tag = text(&operation["tags"][0]);
        match groups.iter_mut().find(|(other, _)| *other == tag) {
            Some((_, group)) => group.push((path, operation)),
            None => groups.push((tag, vec![(path, operation)])),
        }
    }
    groups.sort_by_key(|(tag, _)| LAST.iter().position(|last| last == tag));
    groups
}

/// A tag without the picture in front: not every machine has a font for it.
fn plain(tag: &str) -> &str {
    tag.trim_start_matches(|c: char| !c.is_ascii_alphabetic())
}

/// A description, with its `code`.
fn prose(description: &str) -> Markup {
    html! {
        @for (index, part) in description.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The path and query of an example request: what must be given, as its documentation has it.
fn example(path: &str, operation: &Value) -> String {
    let mut address = path.to_owned();
    let mut separator = '?';
    for parameter in items(&operation["parameters"]).filter(|p| p["required"] == true) {
        let (name, value) = (text(&parameter["name"]), &parameter["example"]);
        let value = match value {
            Value::String(value) => value.clone(),
            Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(","),
            value => value.to_string(),
        };
        if parameter["in"] == "path" {
            address = address.replace(&format!("{{{name}}}"), &value);
        } else {
            address = format!("{address}{separator}{name}={value}");
            separator = '&';
        }
    }
    address
}

/// Where a parameter's description is: it, or else its schema has one.
fn described(parameter: &Value) -> &Value {
    let own = &parameter["description"];
    if own.is_null() { &parameter["schema"]["description"] } else { own }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}
