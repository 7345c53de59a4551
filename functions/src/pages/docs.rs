//! The reference: every endpoint, and every schema of the responses.

use maud::{Markup, html};
use serde_json::Value;

use super::{
    Root, described, example, items, members, navigation, operations_by_tag, plain, prose, schema,
    text,
};

pub(super) fn content(document: &Value) -> Markup {
    let groups = operations_by_tag(document);
    let schemas = &document["components"]["schemas"];
    html! {
        header {
            (navigation(Root::Here))
            h1 { "Reference" }
            p.lead { "Version " (text(&document["info"]["version"])) ". Every request is a GET." }
        }
        div.reference {
            nav.contents aria-label="Contents" {
                @for (tag, operations) in &groups {
                    h2 { (plain(tag)) }
                    ul {
                        @for (path, operation) in operations {
                            li { a.path href={ "#" (id(operation)) } { (path) } }
                        }
                    }
                }
                h2 { a href="#schemas" { "Schemas" } }
            }
            main #content {
                @for (tag, operations) in &groups {
                    section aria-label=(plain(tag)) {
                        h2 { (plain(tag)) }
                        @for (path, operation) in operations { (endpoint(path, operation)) }
                    }
                }
                section #schemas aria-label="Schemas" {
                    h2 { "Schemas" }
                    @for (name, schema) in members(schemas) { (schema::article(name, schema)) }
                }
            }
        }
    }
}

fn id(operation: &Value) -> &str {
    text(&operation["operationId"])
}

fn endpoint(path: &str, operation: &Value) -> Markup {
    let example = example(path, operation);
    html! {
        article.card id=(id(operation)) {
            h3 { (text(&operation["summary"])) }
            p.path { span.method { "GET " } (path) }
            @if let Some(description) = operation["description"].as_str() { p { (prose(description)) } }
            p { "Example: " a.path href=(example) { (example) } }
            @if operation["parameters"].is_array() { (parameters(operation)) }
            (responses(operation))
        }
    }
}

fn parameters(operation: &Value) -> Markup {
    html! {
        div.table tabindex="0" {
            table {
                caption { "Parameters" }
                @for parameter in items(&operation["parameters"]) {
                    tr {
                        th scope="row" {
                            code { (text(&parameter["name"])) }
                            @if parameter["required"] == true { " required" }
                        }
                        td { (schema::kind(&parameter["schema"])) }
                        td { (prose(text(described(parameter)))) }
                    }
                }
            }
        }
    }
}

fn responses(operation: &Value) -> Markup {
    html! {
        div.table tabindex="0" {
            table {
                caption { "Responses" }
                @for (status, response) in members(&operation["responses"]) {
                    tr {
                        th scope="row" { code { (status) } }
                        td {
                            @for (_, content) in members(&response["content"]) {
                                (schema::kind(&content["schema"]))
                            }
                        }
                        td { (prose(text(&response["description"]))) }
                    }
                }
            }
        }
    }
}
