//! Pages as Blizzard builds them: the structure that parsers rely on, and nothing else.

mod career;
mod heroes;
mod patch_notes;
mod rates;
mod statistics;

use maud::{DOCTYPE, Markup, html};

pub use career::career;
pub(crate) use heroes::{hero, heroes, roles};
pub(crate) use patch_notes::patch_notes;
pub(crate) use rates::rates;
pub use statistics::COMPARISONS;

/// What Blizzard answers where there is nothing.
pub(crate) fn not_found() -> String {
    document(&html! { h1 { "Not here" } })
}

fn document(main: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html {
            head { meta charset="utf-8"; }
            body { main class="main-content" { (main) } }
        }
    };
    page.into_string()
}
