//! A field to look a player up, and who was found.

use maud::{Markup, html};
use service::resources::search::{PlayerFound, PlayerSearchResults};

use super::{
    Root,
    head::{Page, unlisted},
    navigation,
};
use crate::names;

/// A field to look a player up, with what was typed into it.
pub(super) fn finder(root: Root, name: &str) -> Markup {
    html! {
        form.finder action={ (root) "p" } role="search" {
            label for="name" { "BattleTag or name" }
            input #name type="search" name="name" value=(name) required maxlength="128"
                autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="hint";
            button { "Look up" }
            p.quiet #hint { "Such as TeKrop#2217. Upper and lower case count." }
        }
    }
}

/// The page of a search: before it, or with who was found by that name.
pub(crate) fn search(name: &str, found: Option<&PlayerSearchResults>) -> String {
    let title = if name.is_empty() {
        "Look up a player".to_owned()
    } else {
        format!("Players called {name}")
    };
    let content = html! {
        header {
            (navigation(Root::Here))
            h1 { "Look up a player" }
        }
        main #content {
            (finder(Root::Here, name))
            @match found {
                Some(found) if found.total > 0 => { (results(name, found)) }
                Some(_) => { (nobody(name)) }
                None => {}
            }
        }
    };
    Page { title: &title, head: unlisted(), script: None }.with(&content)
}

fn results(name: &str, found: &PlayerSearchResults) -> Markup {
    let PlayerSearchResults { total, results } = found;
    html! {
        h2 {
            (total) @if *total == 1 { " player" } @else { " players" }
            " called " bdi { (name) }
        }
        @if results.len() < *total {
            p { "The " (results.len()) " whose careers changed last:" }
        }
        ul.found { @for player in results { li { (result(player)) } } }
    }
}

fn result(player: &PlayerFound) -> Markup {
    html! {
        a.card href={ "p/" (player.blizzard_id) } {
            strong { bdi { (player.name) } }
            @if let Some(title) = &player.title { span { bdi { (title) } } }
            @if let Some(at) = player.last_updated_at {
                span.quiet { "Last changed on " (names::date(at)) }
            }
        }
    }
}

fn nobody(name: &str) -> Markup {
    html! {
        section.card {
            h2 { "Nobody was found" }
            p { "No public career is called exactly " bdi { strong { (name) } } "." }
            ul {
                li { "Upper and lower case count, accents too." }
                li {
                    "A private career is not found by name. With the number behind it, as in "
                    "TeKrop#2217, it is."
                }
                li { "A new name takes Blizzard a while to be found by." }
            }
        }
    }
}
