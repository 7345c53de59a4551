//! What there is, with examples to run.

use maud::{Markup, html};
use serde_json::Value;

use super::{example, navigation, operations_by_tag, plain, text};
use crate::documentation::DOCUMENTATION;

/// The path that the form shows first.
const FIRST: &str = "/players/TeKrop-2217/summary";

pub(super) fn content(document: &Value) -> Markup {
    html! {
        header {
            (navigation())
            h1 { "Over" em { "Fast" } " API" }
            p.lead { (text(&document["info"]["description"])) }
            p.lead {
                "No key, no account. Every response says how old its data is, and stored data is "
                "served while Blizzard's site is down."
            }
        }
        main #content {
            h2 #try { "Try it" }
            div.bench {
                (examples(document))
                (response())
            }
        }
        footer {
            p {
                "Not affiliated with Blizzard Entertainment. Overwatch is their trademark, and the "
                "pictures behind the links are theirs."
            }
        }
    }
}

fn examples(document: &Value) -> Markup {
    let groups = operations_by_tag(document).into_iter().filter(|(tag, _)| *tag != DOCUMENTATION);
    html! {
        nav aria-label="Examples" {
            @for (tag, operations) in groups {
                h3 { (plain(tag)) }
                ul.examples {
                    @for (path, operation) in operations.into_iter().filter(is_runnable) {
                        li {
                            a href=(example(path, operation)) data-example {
                                strong { (text(&operation["summary"])) }
                                span.path { (path) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether the page can show the response: a redirect to another host is blocked.
fn is_runnable((_, operation): &(&str, &Value)) -> bool {
    operation["responses"]["200"].is_object()
}

fn response() -> Markup {
    html! {
        section.card.stays aria-label="Response" {
            form {
                label { "GET " input.path name="path" value=(FIRST) spellcheck="false"; }
                button { "Run" }
            }
            p #status.status role="status" { "Choose an example, or write a path and run it." }
            dl #headers.headers {}
            pre #body role="region" aria-label="Body" tabindex="0" {}
        }
    }
}
