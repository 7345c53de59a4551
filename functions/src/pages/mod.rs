//! The pages for people, each with its own style and script in it, so that nothing else is loaded.
//!
//! - `head.rs`: what all of them have.
//! - `home.rs`, `docs.rs`, `schema.rs`: this API, from its `OpenAPI` document.
//! - `llms.rs`: the same for language models.
//! - `player`: who a player is.
//! - `search.rs`: a field to look a player up, and who was found.
//! - `failure.rs`: what went wrong.

mod docs;
mod failure;
mod head;
mod home;
mod llms;
pub(crate) mod player;
mod schema;
mod search;

use maud::{Markup, html};
use serde_json::Value;
use strum::Display;
use utoipa::openapi::OpenApi;

use crate::documentation::{DOCUMENTATION, PAGES, STATUS};
use head::Page;
use search::finder;

pub(crate) use failure::failure;
pub(crate) use head::STYLE;
pub(crate) use search::search;

/// What runs in the home page.
pub(crate) const HOME_SCRIPT: &str = include_str!("home.js");

/// The home page of the API that a document describes.
///
/// # Errors
///
/// When the document cannot be written as JSON.
pub(crate) fn home(document: &OpenApi) -> Result<String, serde_json::Error> {
    let document = serde_json::to_value(document)?;
    let page = Page { title: "OverFast API", head: html! {}, script: Some(HOME_SCRIPT) };
    Ok(page.with(&home::content(&document)))
}

/// The reference of that API.
///
/// # Errors
///
/// When the document cannot be written as JSON.
pub(crate) fn docs(document: &OpenApi) -> Result<String, serde_json::Error> {
    let document = serde_json::to_value(document)?;
    let page = Page { title: "Reference · OverFast API", head: html! {}, script: None };
    Ok(page.with(&docs::content(&document)))
}

/// The reference of that API as plain Markdown.
///
/// # Errors
///
/// When the document cannot be written as JSON.
pub(crate) fn llms(document: &OpenApi) -> Result<String, serde_json::Error> {
    Ok(llms::content(&serde_json::to_value(document)?))
}

/// Where this API's paths begin, as seen from a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
enum Root {
    /// Beside the page.
    #[strum(to_string = "./")]
    Here,
    /// One folder above it.
    #[strum(to_string = "../")]
    Above,
}

/// The links between the pages.
fn navigation(root: Root) -> Markup {
    html! {
        nav.top aria-label="Pages" {
            a href=(root) { "Home" }
            a href={ (root) "p" } { "Players" }
            a href={ (root) "docs" } { "Reference" }
            a href={ (root) "openapi.json" } { "OpenAPI" }
        }
    }
}

/// The endpoints' operations with their paths, by tag: the game first; pages for people, how the
/// API is and this documentation last.
fn operations_by_tag(document: &Value) -> Vec<(&str, Vec<(&str, &Value)>)> {
    const LAST: [&str; 3] = [PAGES, STATUS, DOCUMENTATION];
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
