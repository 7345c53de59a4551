//! The page with hero rates: its forms, without the rates.

use maud::html;

use super::document;

/// The page, with the maps and divisions to choose from.
pub(in super::super) fn rates(maps: &[String]) -> String {
    document(&html! {
        select id="filter-tier-select" {
            @for division in ["All", "Bronze", "Grandmaster"] {
                option value=(division) { (division) }
            }
        }
        select id="filter-map-select" {
            option value="all-maps" { "All Maps" }
            @for map in maps { option value=(map) { (map) } }
        }
    })
}
