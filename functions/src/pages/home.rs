//! A field to look a player up, and what there is for programs, with examples to run.

use maud::{Markup, html};
use serde_json::Value;

use super::{Root, example, finder, navigation, operations_by_tag, plain, text};
use crate::documentation::{DOCUMENTATION, PAGES};

/// The path that the form shows first.
const FIRST: &str = "/players/TeKrop-2217/summary";

pub(super) fn content(document: &Value) -> Markup {
    html! {
        header {
            (navigation(Root::Here))
            h1 { "Over" em { "Fast" } }
            p.lead { "Overwatch careers over time: ranks, heroes, and what was played lately." }
        }
        main #content {
            (finder(Root::Here, ""))
            h2 { "For programs" }
            p.lead { (text(&document["info"]["description"])) }
            p.lead {
                "No key, no account. Every response says how old its data is, and stored data is "
                "served while Blizzard's site is down."
            }
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
    let is_for_programs = |tag: &str| tag != DOCUMENTATION && tag != PAGES;
    let groups = operations_by_tag(document).into_iter().filter(|(tag, _)| is_for_programs(tag));
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
            form.request {
                label { "GET " input.path name="path" value=(FIRST) spellcheck="false"; }
                button { "Run" }
            }
            p #status.status role="status" { "Choose an example, or write a path and run it." }
            dl #headers.headers {}
            pre #body role="region" aria-label="Body" tabindex="0" {}
        }
    }
}
